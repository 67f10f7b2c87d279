package parse

import (
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

func (f *fold) createSequence(s *pg.CreateSeqStmt) error {
	if s.Sequence.Relpersistence == "t" {
		return nil
	}
	q := &model.Sequence{Name: f.createIn(s.Sequence.Schemaname, s.Sequence.Relname),
		Options: sequenceOptions(s.Options), Unlogged: s.Sequence.Relpersistence == "u", Origin: f.origin}
	if s.IfNotExists && !f.b.FreeName(q.Name) {
		return nil
	}
	if d := option(s.Options, "as"); d != nil {
		q.Type = defValue(d)
	}
	if d := option(s.Options, "owned_by"); d != nil {
		q.OwnedBy = f.ownedBy(d)
	}
	return f.b.CreateSequence(q)
}

func (f *fold) alterSequence(s *pg.AlterSeqStmt) error {
	name := f.relationName(s.Sequence)
	q, err := f.b.OwnSequence(name)
	if err != nil {
		return absent(err, s.MissingOk)
	}
	q.Options = mergeSequence(q.Options, s.Options)
	if d := option(s.Options, "as"); d != nil {
		q.Type = defValue(d)
	}
	if d := option(s.Options, "owned_by"); d != nil {
		q.OwnedBy = f.ownedBy(d)
	}
	return nil
}

// alterSequenceTable reads ALTER TABLE, and the like, of a sequence: of what it
// takes only the owner matters.
func (f *fold) alterSequenceTable(name model.Name, commands []*pg.Node) error {
	for _, n := range commands {
		if c := n.GetAlterTableCmd(); c.Subtype == pg.AlterTableType_AT_ChangeOwner {
			if err := f.setRelationOwner(name, c.Newowner); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *fold) ownedBy(d *pg.DefElem) model.ColumnRef {
	names := expr.Names(d.Arg.GetList().GetItems())
	if len(names) < 2 { // OWNED BY NONE
		return model.ColumnRef{}
	}
	schema, table := qualified(names[:len(names)-1])
	return model.ColumnRef{Table: f.find(schema, table, func(n model.Name) bool { return f.b.Table(n) != nil }),
		Column: names[len(names)-1]}
}

func sequenceOptions(list []*pg.Node) model.SequenceOptions {
	return mergeSequence(model.SequenceOptions{}, list)
}

// mergeSequence sets what the list says and leaves the rest. Numbers that
// only repeat the default of an ascending bigint sequence are not kept.
func mergeSequence(o model.SequenceOptions, list []*pg.Node) model.SequenceOptions {
	for _, n := range list {
		d := n.GetDefElem()
		v := sequenceNumber(d)
		switch d.Defname {
		case "start":
			o.Start = v
		case "increment":
			o.Increment = unless(v, 1)
		case "minvalue":
			o.Min = unless(v, 1)
		case "maxvalue":
			o.Max = v
		case "cache":
			o.Cache = unless(v, 1)
		case "cycle":
			o.Cycle = d.Arg.GetBoolean().GetBoolval()
		}
	}
	if o.Start != nil && *o.Start == 1 && o.Min == nil && (o.Increment == nil || *o.Increment > 0) {
		o.Start = nil
	}
	return o
}

func unless(v *int64, def int64) *int64 {
	if v != nil && *v == def {
		return nil
	}
	return v
}

func sequenceNumber(d *pg.DefElem) *int64 {
	if d.Arg == nil {
		return nil
	}
	v, err := strconv.ParseInt(defValue(d), 10, 64)
	if err != nil {
		return nil
	}
	return &v
}
