package expr

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model/ident"
)

// sequenceFunctions take a sequence's name as text.
var sequenceFunctions = map[string]bool{"nextval": true, "currval": true, "setval": true}

// MentionsSequence tells whether e calls a sequence, as nextval does. A name
// without a schema counts as one in defaultSchema.
func (e *Expr) MentionsSequence(schema, name, defaultSchema string) bool {
	found := false
	e.Walk(func(n *pg.Node) bool {
		text := sequenceName(n)
		found = found || text != nil && isName(text.Sval, schema, name, defaultSchema)
		return !found
	})
	return found
}

// Sequences lists the names, as SQL, of the sequences that e calls.
func (e *Expr) Sequences() []string {
	var out []string
	e.Walk(func(n *pg.Node) bool {
		if text := sequenceName(n); text != nil {
			out = append(out, text.Sval)
		}
		return true
	})
	return out
}

// RenameSequence gives e with a sequence called by its new name.
func (e *Expr) RenameSequence(schema, from, toSchema, to, defaultSchema string) *Expr {
	if !e.MentionsSequence(schema, from, defaultSchema) {
		return e
	}
	return e.rewrite(func(root *pg.Node) bool {
		Walk(root, func(n *pg.Node) bool {
			if text := sequenceName(n); text != nil && isName(text.Sval, schema, from, defaultSchema) {
				text.Sval = ident.Qualified(toSchema, to)
			}
			return true
		})
		return true
	})
}

// sequenceName gives the text in which a call or a cast to regclass names a
// sequence, nil where n is neither.
func sequenceName(n *pg.Node) *pg.String {
	if f := n.GetFuncCall(); f != nil && sequenceFunctions[lastName(f.Funcname)] && len(f.Args) > 0 {
		return f.Args[0].GetAConst().GetSval()
	}
	if t := n.GetTypeCast(); t != nil && lastName(t.TypeName.GetNames()) == "regclass" {
		return t.Arg.GetAConst().GetSval()
	}
	return nil
}

func isName(text, schema, name, defaultSchema string) bool {
	return text == ident.Qualified(schema, name) || schema == defaultSchema && text == ident.Quote(name)
}
