package parse

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func (f *fold) comment(s *pg.CommentStmt) error {
	names := listNames(s.Object)
	last := ""
	if len(names) > 0 {
		last = names[len(names)-1]
	}
	on := func() model.Name { // the table of "table.thing"
		schema, name := qualified(names[:len(names)-1])
		return f.find(schema, name, func(n model.Name) bool { return !f.b.FreeName(n) || f.b.Table(n) != nil })
	}
	relation := func() model.Name {
		schema, name := qualified(names)
		return f.find(schema, name, func(n model.Name) bool { return !f.b.FreeName(n) })
	}
	switch s.Objtype {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_FOREIGN_TABLE:
		t, err := f.b.OwnTable(relation())
		if err == nil {
			t.Comment = s.Comment
		}
		return err
	case pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW:
		v, err := f.b.OwnView(relation())
		if err == nil {
			v.Comment = s.Comment
		}
		return err
	case pg.ObjectType_OBJECT_COLUMN:
		if n := on(); f.b.Composite(n) != nil {
			f.commentOf(s, "COLUMN "+n.String()+"."+ident.Quote(last), n)
			return nil
		}
		return f.commentColumn(on(), last, s.Comment)
	case pg.ObjectType_OBJECT_SEQUENCE:
		q, err := f.b.OwnSequence(relation())
		if err == nil {
			q.Comment = s.Comment
		}
		return err
	case pg.ObjectType_OBJECT_INDEX:
		n := relation()
		if owner, ok := f.b.IndexOwner(n); ok {
			if t := f.b.Table(owner); t != nil && t.Constraint(n.Name) != nil && t.Index(n.Name) == nil {
				f.commentOf(s, "INDEX "+n.String(), owner)
				return nil
			}
		}
		return f.b.ChangeIndex(n, func(x *model.Index) { x.Comment = s.Comment })
	case pg.ObjectType_OBJECT_TABCONSTRAINT:
		return f.b.ChangeConstraint(on(), last, func(c *model.Constraint) { c.Comment = s.Comment })
	case pg.ObjectType_OBJECT_DOMCONSTRAINT:
		return f.commentDomainConstraint(s)
	case pg.ObjectType_OBJECT_POLICY:
		return f.b.ChangePolicy(on(), last, func(p *model.Policy) { p.Comment = s.Comment })
	case pg.ObjectType_OBJECT_TRIGGER:
		return f.b.ChangeTrigger(on(), last, func(g *model.Trigger) { g.Comment = s.Comment })
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE, pg.ObjectType_OBJECT_AGGREGATE:
		r, err := f.findRoutine(s.Object.GetObjectWithArgs())
		if err != nil {
			return err
		}
		own, err := f.b.OwnRoutine(r.Key())
		if err == nil {
			own.Comment = s.Comment
		}
		return err
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		return f.b.CommentType(f.typeName(names), s.Comment)
	case pg.ObjectType_OBJECT_SCHEMA:
		ns, err := f.b.OwnNamespace(last)
		if last == "public" {
			f.commentOf(s, publicSchema, model.Name{})
			return nil
		}
		if err != nil {
			f.carry("COMMENT ON SCHEMA", "the schema is not made here")
			return nil
		}
		ns.Comment = s.Comment
		return nil
	case pg.ObjectType_OBJECT_PUBLICATION:
		f.b.OwnPublication(last).Comment = s.Comment
		return nil
	case pg.ObjectType_OBJECT_EXTENSION:
		x, err := f.b.OwnExtension(last)
		if err != nil {
			f.carry("COMMENT ON EXTENSION", "the extension is not made here")
			return nil
		}
		x.Comment = s.Comment
		return nil
	}
	if t, ok := f.thing(s.Objtype, s.Object); ok {
		f.commentThing(s, t)
		return nil
	}
	f.carry("COMMENT ON "+strings.ToUpper(objectWords(s.Objtype)), "pgdraft does not model comments on this kind of object")
	return nil
}

func (f *fold) commentColumn(on model.Name, column, comment string) error {
	if v, err := f.b.OwnView(on); err == nil {
		for i, c := range v.Columns {
			if c.Name == column {
				n := *c
				n.Comment = comment
				v.Columns[i] = &n
				return nil
			}
		}
		return &model.NotFoundError{What: "column", Name: ident.Quote(column), In: on.String()}
	}
	return f.b.ChangeColumn(on, column, func(c *model.Column) { c.Comment = comment })
}

func (f *fold) commentDomainConstraint(s *pg.CommentStmt) error {
	items := s.Object.GetList().GetItems()
	if len(items) != 2 {
		return nil
	}
	d, err := f.b.OwnDomain(f.typeName(expr.Names(items[0].GetTypeName().GetNames())))
	if err != nil {
		return err
	}
	name := items[1].GetString_().GetSval()
	for i, c := range d.Constraints {
		if c.Name == name {
			n := *c
			n.Comment = s.Comment
			d.Constraints[i] = &n
			return nil
		}
	}
	return &model.NotFoundError{What: "constraint", Name: ident.Quote(name), In: d.Name.String()}
}

// commentOf carries a comment on something that is not modelled by itself; of
// is the table or type that it is a part of.
func (f *fold) commentOf(s *pg.CommentStmt, on string, of model.Name) {
	undo := "COMMENT ON " + on + " IS NULL"
	if s.Comment == "" {
		f.b.DropCarried(undo)
		return
	}
	text := "COMMENT ON " + on + " IS " + ident.Literal(s.Comment)
	f.b.Carry(&model.Verbatim{SQL: text, What: "COMMENT ON " + strings.Fields(on)[0], Reason: notModelled, Origin: f.origin,
		Canonical: text, Undo: undo, On: of})
}
