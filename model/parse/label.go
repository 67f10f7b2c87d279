package parse

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// securityLabel carries SECURITY LABEL: what a label says is known to the
// module alone that it is for.
func (f *fold) securityLabel(s *pg.SecLabelStmt) {
	on, of, ok := f.labelled(s.Objtype, s.Object)
	if !ok {
		f.carry("SECURITY LABEL", "pgdraft does not know what it is on")
		return
	}
	label := "SECURITY LABEL "
	if s.Provider != "" {
		label += "FOR " + ident.Quote(s.Provider) + " "
	}
	label += "ON " + on + " IS "
	undo := label + "NULL"
	if s.Label == "" {
		f.b.DropCarried(undo)
		return
	}
	sql := label + ident.Literal(s.Label)
	f.b.Carry(&model.Verbatim{SQL: sql, What: "SECURITY LABEL", Reason: notModelled, Origin: f.origin, Canonical: sql, Undo: undo, On: of})
}

// labelled spells the object that a label is on, and the table, view or type
// that it goes with.
func (f *fold) labelled(kind pg.ObjectType, object *pg.Node) (on string, of model.Name, ok bool) {
	names := listNames(object)
	relation := func(names []string) model.Name {
		schema, name := qualified(names)
		return f.find(schema, name, func(n model.Name) bool { return !f.b.FreeName(n) })
	}
	words := strings.ToUpper(objectWords(kind))
	switch kind {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_FOREIGN_TABLE, pg.ObjectType_OBJECT_VIEW,
		pg.ObjectType_OBJECT_MATVIEW, pg.ObjectType_OBJECT_SEQUENCE:
		of = relation(names)
		return words + " " + of.String(), of, true
	case pg.ObjectType_OBJECT_COLUMN:
		if len(names) < 2 {
			return "", of, false
		}
		of = relation(names[:len(names)-1])
		return words + " " + of.String() + "." + ident.Quote(names[len(names)-1]), of, true
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		of = f.typeName(names)
		return words + " " + of.String(), of, true
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE, pg.ObjectType_OBJECT_AGGREGATE:
		r, err := f.findRoutine(object.GetObjectWithArgs())
		if err != nil {
			return "", of, false
		}
		return string(r.Kind) + " " + r.Ref(), of, true
	case pg.ObjectType_OBJECT_SCHEMA, pg.ObjectType_OBJECT_LANGUAGE, pg.ObjectType_OBJECT_PUBLICATION, pg.ObjectType_OBJECT_EVENT_TRIGGER:
		return words + " " + ident.Quote(expr.Names([]*pg.Node{object})[0]), of, true
	}
	return "", of, false // of roles, databases, tablespaces: no part of a schema
}
