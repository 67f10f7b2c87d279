package parse

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// thing is an object that is not modelled but carried, as DROP names it.
type thing struct {
	words string     // "OPERATOR CLASS"
	name  string     // as SQL: "public.ops USING btree"
	on    model.Name // the table or view that it is of; zero for none
	with  string     // the thing that it goes with; see [model.Verbatim]
}

// drop is the statement that takes it back. It also stands for the thing.
func (t thing) drop() string { return "DROP " + t.words + " IF EXISTS " + t.name }

// nameNodes gives the name of a thing that has a plain one, as the parser does.
func (t thing) nameNodes() []*pg.Node {
	n := model.ParseName(t.name, "public")
	return []*pg.Node{stringNode(n.Schema), stringNode(n.Name)}
}

// thingWords are the kinds of objects that are carried.
var thingWords = map[pg.ObjectType]string{
	pg.ObjectType_OBJECT_ACCESS_METHOD:   "ACCESS METHOD",
	pg.ObjectType_OBJECT_CAST:            "CAST",
	pg.ObjectType_OBJECT_COLLATION:       "COLLATION",
	pg.ObjectType_OBJECT_CONVERSION:      "CONVERSION",
	pg.ObjectType_OBJECT_EVENT_TRIGGER:   "EVENT TRIGGER",
	pg.ObjectType_OBJECT_FDW:             "FOREIGN DATA WRAPPER",
	pg.ObjectType_OBJECT_FOREIGN_SERVER:  "SERVER",
	pg.ObjectType_OBJECT_LANGUAGE:        "LANGUAGE",
	pg.ObjectType_OBJECT_OPCLASS:         "OPERATOR CLASS",
	pg.ObjectType_OBJECT_OPERATOR:        "OPERATOR",
	pg.ObjectType_OBJECT_OPFAMILY:        "OPERATOR FAMILY",
	pg.ObjectType_OBJECT_RULE:            "RULE",
	pg.ObjectType_OBJECT_STATISTIC_EXT:   "STATISTICS",
	pg.ObjectType_OBJECT_TRANSFORM:       "TRANSFORM",
	pg.ObjectType_OBJECT_TSCONFIGURATION: "TEXT SEARCH CONFIGURATION",
	pg.ObjectType_OBJECT_TSDICTIONARY:    "TEXT SEARCH DICTIONARY",
	pg.ObjectType_OBJECT_TSPARSER:        "TEXT SEARCH PARSER",
	pg.ObjectType_OBJECT_TSTEMPLATE:      "TEXT SEARCH TEMPLATE",
}

// thing finds the object that DROP, COMMENT and the like name; ok is false
// for kinds that are not carried.
func (f *fold) thing(kind pg.ObjectType, object *pg.Node) (t thing, ok bool) {
	t.words = thingWords[kind]
	if t.words == "" {
		return t, false
	}
	items := object.GetList().GetItems()
	switch kind {
	case pg.ObjectType_OBJECT_CAST:
		if len(items) != 2 {
			return t, false
		}
		t.name = "(" + f.argument(items[0]) + " AS " + f.argument(items[1]) + ")"
	case pg.ObjectType_OBJECT_TRANSFORM:
		if len(items) != 2 {
			return t, false
		}
		t.name = "FOR " + f.argument(items[0]) + " LANGUAGE " + ident.Quote(items[1].GetString_().GetSval())
	case pg.ObjectType_OBJECT_OPERATOR:
		o := object.GetObjectWithArgs()
		if len(o.GetObjargs()) != 2 {
			return t, false
		}
		schema, name := qualified(expr.Names(o.Objname))
		args := " (" + f.argument(o.Objargs[0]) + ", " + f.argument(o.Objargs[1]) + ")"
		n := f.find(schema, name, func(n model.Name) bool {
			return f.b.Carried(thing{words: t.words, name: operator(n) + args}.drop()) != nil
		})
		t.name = operator(n) + args
	case pg.ObjectType_OBJECT_OPCLASS, pg.ObjectType_OBJECT_OPFAMILY:
		if len(items) < 2 {
			return t, false
		}
		using := " USING " + ident.Quote(items[0].GetString_().GetSval())
		t.name = f.findThing(t.words, expr.Names(items[1:]), using).String() + using
	case pg.ObjectType_OBJECT_RULE:
		names := expr.Names(items)
		if len(names) < 2 {
			return t, false
		}
		schema, table := qualified(names[:len(names)-1])
		return ruleOn(f.find(schema, table, func(n model.Name) bool { return !f.b.FreeName(n) }), names[len(names)-1]), true
	case pg.ObjectType_OBJECT_EVENT_TRIGGER, pg.ObjectType_OBJECT_FDW, pg.ObjectType_OBJECT_FOREIGN_SERVER,
		pg.ObjectType_OBJECT_LANGUAGE, pg.ObjectType_OBJECT_ACCESS_METHOD:
		t.name = ident.Quote(object.GetString_().GetSval())
	default:
		names := listNames(object)
		if len(names) == 0 {
			return t, false
		}
		t.name = f.findThing(t.words, names, "").String()
	}
	if v := f.b.Carried(t.drop()); v != nil {
		t.on, t.with = v.On, v.With
	}
	return t, true
}

func ruleOn(table model.Name, name string) thing {
	return thing{words: "RULE", name: ident.Quote(name) + " ON " + table.String(), on: table}
}

// findThing looks a carried thing up along the search path.
func (f *fold) findThing(words string, names []string, suffix string) model.Name {
	schema, name := qualified(names)
	return f.find(schema, name, func(n model.Name) bool {
		return f.b.Carried(thing{words: words, name: n.String() + suffix}.drop()) != nil
	})
}

// operator spells an operator with its schema.
func operator(n model.Name) string { return ident.Quote(n.Schema) + "." + n.Name }

// argument spells the type of an operand or of a cast; NONE for no operand.
func (f *fold) argument(n *pg.Node) string {
	if n.GetTypeName() == nil {
		return "NONE"
	}
	return f.resolveType(n.GetTypeName()).WithoutMods().String()
}

// creates carries the statements that make things; done is false for others.
func (f *fold) creates(n *pg.Node) (done bool, err error) {
	named := func(kind pg.ObjectType, names []*pg.Node, suffix string) thing {
		return thing{words: thingWords[kind], name: f.createIn(qualified(expr.Names(names))).String() + suffix}
	}
	plain := func(kind pg.ObjectType, name string) thing {
		return thing{words: thingWords[kind], name: ident.Quote(name)}
	}
	switch s := n.Node.(type) {
	case *pg.Node_RuleStmt:
		if f.nameInsertColumns(n) { // it is no more as it is written
			n = &pg.Node{Node: s}
		}
		t := ruleOn(f.relationName(s.RuleStmt.Relation), s.RuleStmt.Rulename)
		if f.b.FreeName(t.on) {
			return true, &model.NotFoundError{What: "relation", Name: t.on.String()}
		}
		return true, f.create(n, t, false, s.RuleStmt.Replace)
	case *pg.Node_CreateStatsStmt:
		return true, f.createStatistics(n, s.CreateStatsStmt)
	case *pg.Node_CreateEventTrigStmt:
		return true, f.create(n, plain(pg.ObjectType_OBJECT_EVENT_TRIGGER, s.CreateEventTrigStmt.Trigname), false, false)
	case *pg.Node_CreateCastStmt:
		c := s.CreateCastStmt
		t := thing{words: "CAST", name: "(" + f.resolveType(c.Sourcetype).WithoutMods().String() + " AS " + f.resolveType(c.Targettype).WithoutMods().String() + ")"}
		return true, f.create(n, t, false, false)
	case *pg.Node_CreateOpClassStmt:
		return true, f.create(n, named(pg.ObjectType_OBJECT_OPCLASS, s.CreateOpClassStmt.Opclassname, " USING "+ident.Quote(s.CreateOpClassStmt.Amname)), false, false)
	case *pg.Node_CreateOpFamilyStmt:
		return true, f.create(n, named(pg.ObjectType_OBJECT_OPFAMILY, s.CreateOpFamilyStmt.Opfamilyname, " USING "+ident.Quote(s.CreateOpFamilyStmt.Amname)), false, false)
	case *pg.Node_CreateConversionStmt:
		return true, f.create(n, named(pg.ObjectType_OBJECT_CONVERSION, s.CreateConversionStmt.ConversionName, ""), false, false)
	case *pg.Node_CreateFdwStmt:
		return true, f.create(n, plain(pg.ObjectType_OBJECT_FDW, s.CreateFdwStmt.Fdwname), false, false)
	case *pg.Node_CreateForeignServerStmt:
		c := s.CreateForeignServerStmt
		t := plain(pg.ObjectType_OBJECT_FOREIGN_SERVER, c.Servername)
		t.with = plain(pg.ObjectType_OBJECT_FDW, c.Fdwname).drop()
		return true, f.create(n, t, c.IfNotExists, false)
	case *pg.Node_CreateUserMappingStmt:
		c := s.CreateUserMappingStmt
		return true, f.create(n, userMapping(c.User, c.Servername), c.IfNotExists, false)
	case *pg.Node_CreatePlangStmt:
		if s.CreatePlangStmt.Plhandler == nil { // an extension in the old spelling
			return true, quiet(f.createExtension(&pg.CreateExtensionStmt{Extname: s.CreatePlangStmt.Plname}), true)
		}
		return true, f.create(n, plain(pg.ObjectType_OBJECT_LANGUAGE, s.CreatePlangStmt.Plname), false, s.CreatePlangStmt.Replace)
	case *pg.Node_CreateTransformStmt:
		c := s.CreateTransformStmt
		t := thing{words: "TRANSFORM", name: "FOR " + f.resolveType(c.TypeName).WithoutMods().String() + " LANGUAGE " + ident.Quote(c.Lang)}
		return true, f.create(n, t, false, c.Replace)
	case *pg.Node_CreateAmStmt:
		return true, f.create(n, plain(pg.ObjectType_OBJECT_ACCESS_METHOD, s.CreateAmStmt.Amname), false, false)
	}
	return false, nil
}

func userMapping(user *pg.RoleSpec, server string) thing {
	return thing{words: "USER MAPPING", name: "FOR " + roleSQL(roleName(user)) + " SERVER " + ident.Quote(server),
		with: thing{words: "SERVER", name: ident.Quote(server)}.drop()}
}

// roleSQL spells a role; the words that stand for one are no names.
func roleSQL(role string) string {
	switch role {
	case "PUBLIC", "CURRENT_USER", "CURRENT_ROLE", "SESSION_USER":
		return role
	}
	return ident.Quote(role)
}

// createStatistics gives statistics without a name the one that PostgreSQL
// invents (ChooseExtendedStatisticName).
func (f *fold) createStatistics(n *pg.Node, s *pg.CreateStatsStmt) error {
	var on model.Name
	if len(s.Relations) > 0 && s.Relations[0].GetRangeVar() != nil {
		on = f.relationName(s.Relations[0].GetRangeVar())
	}
	if f.b.Table(on) == nil && f.b.View(on) == nil {
		return &model.NotFoundError{What: "table", Name: on.String()}
	}
	if len(s.Defnames) == 0 {
		var parts []string
		for _, e := range s.Exprs {
			if name := e.GetStatsElem().GetName(); name != "" {
				parts = append(parts, name)
			} else {
				parts = append(parts, "expr")
			}
		}
		name := f.inventStatisticsName(on, model.JoinColumns(parts))
		s.Defnames = []*pg.Node{stringNode(name.Schema), stringNode(name.Name)}
		n = &pg.Node{Node: &pg.Node_CreateStatsStmt{CreateStatsStmt: s}} // it is no more as it is written
	}
	t := thing{words: "STATISTICS", name: f.createIn(qualified(expr.Names(s.Defnames))).String(), on: on}
	return f.create(n, t, s.IfNotExists, false)
}

func (f *fold) inventStatisticsName(table model.Name, parts string) model.Name {
	for i := 0; ; i++ {
		n := model.Name{Schema: table.Schema, Name: f.b.InventIndexName(table, parts, "stat"+number(i), false)}
		if f.b.Carried(thing{words: "STATISTICS", name: n.String()}.drop()) == nil {
			return n
		}
	}
}

// nameInsertColumns names the columns of the INSERTs in a rule, as a server
// does that keeps it.
func (f *fold) nameInsertColumns(rule *pg.Node) (changed bool) {
	for _, a := range rule.GetRuleStmt().GetActions() {
		s := a.GetInsertStmt()
		if s == nil || len(s.Cols) > 0 || len(s.SelectStmt.GetSelectStmt().GetValuesLists()) == 0 {
			continue
		}
		t := f.b.Table(f.relationName(s.Relation))
		if t == nil {
			continue
		}
		for i := range s.SelectStmt.GetSelectStmt().ValuesLists[0].GetList().GetItems() {
			if i < len(t.Columns) {
				s.Cols = append(s.Cols, &pg.Node{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Name: t.Columns[i].Name}}})
				changed = true
			}
		}
	}
	return changed
}

// defines carries CREATE OPERATOR, COLLATION and TEXT SEARCH.
func (f *fold) defines(n *pg.Node, s *pg.DefineStmt) error {
	t := thing{words: thingWords[s.Kind]}
	at := f.createIn(qualified(expr.Names(s.Defnames)))
	t.name = at.String()
	if s.Kind == pg.ObjectType_OBJECT_OPERATOR {
		operand := func(name string) string {
			for _, d := range s.Definition {
				if strings.EqualFold(d.GetDefElem().GetDefname(), name) {
					return f.argument(d.GetDefElem().GetArg())
				}
			}
			return "NONE"
		}
		t.name = operator(at) + " (" + operand("leftarg") + ", " + operand("rightarg") + ")"
	}
	if s.Kind == pg.ObjectType_OBJECT_TSCONFIGURATION {
		return f.createConfiguration(n, s, t)
	}
	return f.create(n, t, s.IfNotExists, s.Replace)
}

// likeStatistics makes the statistics objects of a table for another, under
// new names.
func (f *fold) likeStatistics(from, to model.Name) error {
	for _, v := range f.b.CarriedOn(from) {
		s := statementOf(v).GetCreateStatsStmt()
		if s == nil {
			continue
		}
		s.Defnames, s.Relations = nil, []*pg.Node{{Node: &pg.Node_RangeVar{RangeVar: &pg.RangeVar{Schemaname: to.Schema, Relname: to.Name, Inh: true, Relpersistence: "p"}}}}
		if err := f.createStatistics(nil, s); err != nil {
			return err
		}
	}
	return nil
}
