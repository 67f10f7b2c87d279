package parse

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// carry keeps the statement verbatim.
func (f *fold) carry(what, reason string) {
	f.b.Carry(&model.Verbatim{SQL: f.text(), What: what, Reason: reason, Origin: f.origin,
		Undo: f.undo(f.cur.node), Canonical: unqualified(printStatement(f.cur.node))})
}

// carryCommand keeps one command of an ALTER TABLE, or the like, verbatim.
func (f *fold) carryCommand(s *pg.AlterTableStmt, c *pg.AlterTableCmd) {
	word := map[pg.ObjectType]string{pg.ObjectType_OBJECT_INDEX: "INDEX", pg.ObjectType_OBJECT_VIEW: "VIEW",
		pg.ObjectType_OBJECT_MATVIEW: "MATERIALIZED VIEW", pg.ObjectType_OBJECT_FOREIGN_TABLE: "FOREIGN TABLE"}[s.Objtype]
	if word == "" {
		word = "TABLE"
	}
	v := &model.Verbatim{SQL: f.text(), What: "ALTER " + word, Origin: f.origin,
		Reason: "pgdraft does not model " + strings.TrimPrefix(c.Subtype.String(), "AT_")}
	alone := &pg.Node{Node: &pg.Node_AlterTableStmt{AlterTableStmt: &pg.AlterTableStmt{
		Relation: s.Relation, Cmds: []*pg.Node{{Node: &pg.Node_AlterTableCmd{AlterTableCmd: c}}}, Objtype: s.Objtype, MissingOk: s.MissingOk}}}
	printed := printStatement(alone)
	v.Canonical = unqualified(printed)
	if printed != "" && len(s.Cmds) > 1 {
		v.SQL = printed
	}
	f.b.Carry(v)
}

// undo gives the statement that takes back what a carried one makes, for the
// kinds of objects that a server is asked for too. Their names are qualified.
func (f *fold) undo(n *pg.Node) string {
	switch s := n.GetNode().(type) {
	case *pg.Node_RuleStmt:
		return dropRule(s.RuleStmt.Rulename, f.relationName(s.RuleStmt.Relation))
	case *pg.Node_CreateStatsStmt:
		if names := expr.Names(s.CreateStatsStmt.Defnames); len(names) > 0 {
			return dropStatistics(f.createIn(qualified(names)))
		}
	case *pg.Node_CreateEventTrigStmt:
		return dropEventTrigger(s.CreateEventTrigStmt.Trigname)
	}
	return ""
}

func dropRule(name string, on model.Name) string {
	return "DROP RULE IF EXISTS " + ident.Quote(name) + " ON " + on.String()
}

func dropStatistics(n model.Name) string { return "DROP STATISTICS IF EXISTS " + n.String() }

func dropEventTrigger(name string) string { return "DROP EVENT TRIGGER IF EXISTS " + ident.Quote(name) }

// dropCarried drops what a carried statement made. It tells whether there was
// such a one.
func (f *fold) dropCarried(kind pg.ObjectType, names []string) bool {
	if len(names) == 0 {
		return false
	}
	switch kind {
	case pg.ObjectType_OBJECT_RULE:
		last := len(names) - 1
		schema, table := qualified(names[:last])
		on := f.find(schema, table, func(n model.Name) bool { return !f.b.FreeName(n) })
		return f.b.DropCarried(dropRule(names[last], on))
	case pg.ObjectType_OBJECT_STATISTIC_EXT:
		return f.b.DropCarried(dropStatistics(f.createIn(qualified(names))))
	case pg.ObjectType_OBJECT_EVENT_TRIGGER:
		return f.b.DropCarried(dropEventTrigger(names[0]))
	}
	return false
}

// printStatement gives a statement as the parser's printer spells it; empty
// where the printer does not know it.
func printStatement(n *pg.Node) string {
	if r := n.GetRuleStmt(); r != nil {
		r.Replace = false // which is no part of what it makes
	}
	text, err := pg.Deparse(&pg.ParseResult{Stmts: []*pg.RawStmt{{Stmt: n}}})
	if err != nil {
		return ""
	}
	return text
}

// unqualified leaves out the schema that a server spells and people do not.
func unqualified(sql string) string { return strings.ReplaceAll(sql, "public.", "") }

// nodeName is the parser's name for a kind of node: "AlterRoleStmt".
func nodeName(n *pg.Node) string {
	m := n.ProtoReflect()
	field := m.WhichOneof(m.Descriptor().Oneofs().ByName("node"))
	if field == nil {
		return ""
	}
	return string(field.Message().Name())
}
