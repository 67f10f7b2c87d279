package parse

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// alters folds the statements that change carried things into the statements
// that made them; done is false for others.
func (f *fold) alters(n *pg.Node) (done bool, err error) {
	what := statements[nodeName(n)].words
	named := func(kind pg.ObjectType, names []*pg.Node) thing {
		t, _ := f.thing(kind, &pg.Node{Node: &pg.Node_List{List: &pg.List{Items: names}}})
		return t
	}
	plain := func(kind pg.ObjectType, name string) thing {
		t, _ := f.thing(kind, stringNode(name))
		return t
	}
	switch s := n.Node.(type) {
	case *pg.Node_AlterForeignServerStmt:
		t := plain(pg.ObjectType_OBJECT_FOREIGN_SERVER, s.AlterForeignServerStmt.Servername)
		return true, f.amend(t, what, func(made *pg.Node) thing {
			c := made.GetCreateForeignServerStmt()
			c.Options = changedElements(c.Options, s.AlterForeignServerStmt.Options)
			if s.AlterForeignServerStmt.HasVersion {
				c.Version = s.AlterForeignServerStmt.Version
			}
			return t
		})
	case *pg.Node_AlterFdwStmt:
		t := plain(pg.ObjectType_OBJECT_FDW, s.AlterFdwStmt.Fdwname)
		return true, f.amend(t, what, func(made *pg.Node) thing {
			c := made.GetCreateFdwStmt()
			c.Options = changedElements(c.Options, s.AlterFdwStmt.Options)
			c.FuncOptions = changedElements(c.FuncOptions, s.AlterFdwStmt.FuncOptions)
			return t
		})
	case *pg.Node_AlterUserMappingStmt:
		t := userMapping(s.AlterUserMappingStmt.User, s.AlterUserMappingStmt.Servername)
		return true, f.amend(t, what, func(made *pg.Node) thing {
			c := made.GetCreateUserMappingStmt()
			c.Options = changedElements(c.Options, s.AlterUserMappingStmt.Options)
			return t
		})
	case *pg.Node_DropUserMappingStmt:
		t := userMapping(s.DropUserMappingStmt.User, s.DropUserMappingStmt.Servername)
		if !f.b.DropCarried(t.drop()) && !s.DropUserMappingStmt.MissingOk {
			return true, &model.NotFoundError{What: "user mapping", Name: t.name}
		}
		return true, nil
	case *pg.Node_AlterTsdictionaryStmt:
		t := named(pg.ObjectType_OBJECT_TSDICTIONARY, s.AlterTsdictionaryStmt.Dictname)
		return true, f.amend(t, what, func(made *pg.Node) thing {
			c := made.GetDefineStmt()
			c.Definition = changedElements(c.Definition, s.AlterTsdictionaryStmt.Options)
			return t
		})
	case *pg.Node_AlterTsconfigurationStmt:
		return true, f.alterConfiguration(s.AlterTsconfigurationStmt)
	case *pg.Node_AlterOperatorStmt:
		o := &pg.Node{Node: &pg.Node_ObjectWithArgs{ObjectWithArgs: s.AlterOperatorStmt.Opername}}
		t, _ := f.thing(pg.ObjectType_OBJECT_OPERATOR, o)
		return true, f.amend(t, what, func(made *pg.Node) thing {
			c := made.GetDefineStmt()
			c.Definition = changedElements(c.Definition, s.AlterOperatorStmt.Options)
			return t
		})
	case *pg.Node_AlterStatsStmt:
		t := named(pg.ObjectType_OBJECT_STATISTIC_EXT, s.AlterStatsStmt.Defnames)
		undo := "ALTER STATISTICS " + t.name + " SET STATISTICS -1"
		t.with = t.drop()
		if s.AlterStatsStmt.Stxstattarget < 0 {
			f.b.DropCarried(undo)
			return true, nil
		}
		s.AlterStatsStmt.Defnames = t.nameNodes()
		f.property(&pg.Node{Node: s}, t, what, undo)
		return true, nil
	case *pg.Node_AlterEventTrigStmt:
		t := plain(pg.ObjectType_OBJECT_EVENT_TRIGGER, s.AlterEventTrigStmt.Trigname)
		undo := "ALTER EVENT TRIGGER " + t.name + " ENABLE"
		if s.AlterEventTrigStmt.Tgenabled == "O" {
			f.b.DropCarried(undo)
			return true, nil
		}
		f.property(n, t, what, undo)
		return true, nil
	}
	return false, nil
}

// changedElements does to the options of a CREATE what those of an ALTER say.
// An option without a value, or NONE, is taken out.
func changedElements(old, list []*pg.Node) []*pg.Node {
	out := old
	for _, n := range list {
		d := n.GetDefElem()
		var kept []*pg.Node
		for _, o := range out {
			if !strings.EqualFold(o.GetDefElem().GetDefname(), d.Defname) {
				kept = append(kept, o)
			}
		}
		out = kept
		if d.Defaction == pg.DefElemAction_DEFELEM_DROP || d.Arg == nil || strings.EqualFold(defValue(d), "none") {
			continue
		}
		d.Defaction = pg.DefElemAction_DEFELEM_UNSPEC
		out = append(out, n)
	}
	return out
}

// renameThing gives a carried thing another name, or another schema where
// schema is not empty. It tells whether it was one.
func (f *fold) renameThing(t thing, name, schema string) error {
	return f.amend(t, "ALTER "+t.words, func(made *pg.Node) thing {
		now := t
		move := func(names []*pg.Node, suffix string) []*pg.Node {
			at := f.createIn(qualified(expr.Names(names)))
			if schema != "" {
				at.Schema = schema
			} else {
				at.Name = name
			}
			now.name = at.String() + suffix
			if t.words == "OPERATOR" {
				now.name = operator(at) + t.name[strings.Index(t.name, " ("):]
			}
			return []*pg.Node{stringNode(at.Schema), stringNode(at.Name)}
		}
		switch c := made.Node.(type) {
		case *pg.Node_DefineStmt:
			c.DefineStmt.Defnames = move(c.DefineStmt.Defnames, "")
		case *pg.Node_CreateStatsStmt:
			c.CreateStatsStmt.Defnames = move(c.CreateStatsStmt.Defnames, "")
		case *pg.Node_CreateConversionStmt:
			c.CreateConversionStmt.ConversionName = move(c.CreateConversionStmt.ConversionName, "")
		case *pg.Node_CreateOpClassStmt:
			c.CreateOpClassStmt.Opclassname = move(c.CreateOpClassStmt.Opclassname, " USING "+ident.Quote(c.CreateOpClassStmt.Amname))
		case *pg.Node_CreateOpFamilyStmt:
			c.CreateOpFamilyStmt.Opfamilyname = move(c.CreateOpFamilyStmt.Opfamilyname, " USING "+ident.Quote(c.CreateOpFamilyStmt.Amname))
		case *pg.Node_RuleStmt:
			c.RuleStmt.Rulename = name
			now = ruleOn(t.on, name)
		case *pg.Node_CreateEventTrigStmt:
			c.CreateEventTrigStmt.Trigname, now.name = name, ident.Quote(name)
		case *pg.Node_CreateFdwStmt:
			c.CreateFdwStmt.Fdwname, now.name = name, ident.Quote(name)
		case *pg.Node_CreateForeignServerStmt:
			c.CreateForeignServerStmt.Servername, now.name = name, ident.Quote(name)
		case *pg.Node_CreatePlangStmt:
			c.CreatePlangStmt.Plname, now.name = name, ident.Quote(name)
		}
		return now
	})
}

// commentThing carries a comment on a carried thing.
func (f *fold) commentThing(s *pg.CommentStmt, t thing) {
	undo := "COMMENT ON " + t.words + " " + t.name + " IS NULL"
	if s.Comment == "" {
		f.b.DropCarried(undo)
		return
	}
	v := f.made(f.cur.node, t, "COMMENT ON "+t.words)
	v.SQL = "COMMENT ON " + t.words + " " + t.name + " IS " + ident.Literal(s.Comment)
	v.Canonical, v.Undo, v.With = strings.ReplaceAll(v.SQL, "public.", ""), undo, t.drop()
	f.b.Carry(v)
}

// ruleState carries ALTER TABLE ... ENABLE and DISABLE RULE.
func (f *fold) ruleState(table model.Name, c *pg.AlterTableCmd) error {
	t := ruleOn(table, c.Name)
	if f.b.Carried(t.drop()) == nil {
		return &model.NotFoundError{What: "rule", Name: ident.Quote(c.Name), In: table.String()}
	}
	undo := enableRule(table, c.Name)
	if c.Subtype == pg.AlterTableType_AT_EnableRule {
		f.b.DropCarried(undo)
		return nil
	}
	n := &pg.Node{Node: &pg.Node_AlterTableStmt{AlterTableStmt: &pg.AlterTableStmt{
		Relation: &pg.RangeVar{Schemaname: table.Schema, Relname: table.Name, Inh: true, Relpersistence: "p"}, Objtype: pg.ObjectType_OBJECT_TABLE,
		Cmds: []*pg.Node{{Node: &pg.Node_AlterTableCmd{AlterTableCmd: &pg.AlterTableCmd{Subtype: c.Subtype, Name: c.Name}}}}}}}
	f.property(n, t, "ALTER TABLE ... RULE", undo)
	return nil
}

func enableRule(table model.Name, rule string) string {
	return "ALTER TABLE " + table.String() + " ENABLE RULE " + ident.Quote(rule)
}

// renameRule renames a rule, and its state with it.
func (f *fold) renameRule(table model.Name, from, to string) error {
	state := f.b.Carried(enableRule(table, from))
	if err := f.renameThing(ruleOn(table, from), to, ""); err != nil || state == nil {
		return err
	}
	f.b.DropCarried(state.Undo)
	cmd := statementOf(state).GetAlterTableStmt().GetCmds()[0].GetAlterTableCmd()
	return f.ruleState(table, &pg.AlterTableCmd{Subtype: cmd.Subtype, Name: to})
}

// clusterOn carries which index CLUSTER sorts a table by; empty for none.
func (f *fold) clusterOn(table model.Name, index string) {
	undo := "ALTER TABLE " + table.String() + " SET WITHOUT CLUSTER"
	if index == "" {
		f.b.DropCarried(undo)
		return
	}
	text := "ALTER TABLE " + table.String() + " CLUSTER ON " + ident.Quote(index)
	f.b.Carry(&model.Verbatim{SQL: text, What: "ALTER TABLE ... CLUSTER", Reason: notModelled, Origin: f.origin,
		Canonical: expr.CanonicalStatement(parsedStatement(text)), Undo: undo, On: table})
}

func parsedStatement(text string) *pg.Node { return statementOf(&model.Verbatim{SQL: text}) }
