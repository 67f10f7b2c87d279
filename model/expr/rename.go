package expr

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"
)

// RenameRelation gives e with a table or view called by its new name, in FROM
// and as a qualifier, and e itself where nothing changed. An unqualified name
// counts as one in defaultSchema.
func (e *Expr) RenameRelation(schema, from, toSchema, to, defaultSchema string) *Expr {
	return e.rewrite(func(root *pg.Node) bool {
		changed := false
		Walk(root, func(n *pg.Node) bool {
			if r := n.GetRangeVar(); r != nil && r.Relname == from &&
				(r.Schemaname == schema || r.Schemaname == "" && schema == defaultSchema) {
				r.Relname = to
				if r.Schemaname != "" || toSchema != defaultSchema {
					r.Schemaname = toSchema
				}
				changed = true
			}
			if c := n.GetColumnRef(); c != nil && len(c.Fields) > 1 {
				if q := c.Fields[len(c.Fields)-2].GetString_(); q.GetSval() == from {
					q.Sval = to
					changed = true
				}
			}
			return true
		})
		return changed
	})
}

// RenameType gives e with a type called by its new name in casts.
func (e *Expr) RenameType(schema, from, toSchema, to, defaultSchema string) *Expr {
	return e.rewrite(func(root *pg.Node) bool {
		changed := false
		Walk(root, func(n *pg.Node) bool {
			tn := n.GetTypeCast().GetTypeName()
			names := tn.GetNames()
			if len(names) == 0 || lastName(names) != from {
				return true
			}
			if s := ""; len(names) > 1 {
				if s = names[len(names)-2].GetString_().GetSval(); s != schema {
					return true
				}
				names[len(names)-2].GetString_().Sval = toSchema
			} else if schema != defaultSchema {
				return true
			} else if toSchema != defaultSchema {
				tn.Names = append([]*pg.Node{stringNode(toSchema)}, names...)
			}
			names[len(names)-1].GetString_().Sval = to
			changed = true
			return true
		})
		return changed
	})
}

// RenameFunction gives e with a function called by its new name.
func (e *Expr) RenameFunction(schema, from, toSchema, to, defaultSchema string) *Expr {
	return e.rewrite(func(root *pg.Node) bool {
		changed := false
		Walk(root, func(n *pg.Node) bool {
			f := n.GetFuncCall()
			if f == nil || lastName(f.Funcname) != from {
				return true
			}
			if len(f.Funcname) > 1 {
				q := f.Funcname[len(f.Funcname)-2].GetString_()
				if q.GetSval() != schema {
					return true
				}
				q.Sval = toSchema
			} else if schema != defaultSchema {
				return true
			} else if toSchema != defaultSchema {
				f.Funcname = []*pg.Node{stringNode(toSchema), f.Funcname[0]}
			}
			f.Funcname[len(f.Funcname)-1].GetString_().Sval = to
			changed = true
			return true
		})
		return changed
	})
}

// rewrite lets change work on a copy of the tree; it answers whether it did.
func (e *Expr) rewrite(change func(*pg.Node) bool) *Expr {
	if e == nil {
		return nil
	}
	c := proto.Clone(e.node).(*pg.Node)
	if !change(c) {
		return e
	}
	return New(c)
}

// Replace gives e with every part that is spelled as old is replaced, and e
// itself where there is none.
func (e *Expr) Replace(old *pg.Node, with *Expr) *Expr {
	text := printNode(old)
	return e.rewrite(func(root *pg.Node) bool {
		changed := false
		Walk(root, func(n *pg.Node) bool {
			if !changed && n != root && printNode(n) == text {
				n.Node = proto.Clone(with.node).(*pg.Node).Node
				changed = true
			}
			return !changed
		})
		return changed
	})
}

// WrapCalls puts every call that which picks, and that is not the whole of a
// sub-query already, into one of its own: f() becomes (SELECT f()).
func (e *Expr) WrapCalls(which func(Call) bool) *Expr {
	return e.rewrite(func(root *pg.Node) bool {
		changed := false
		wrapped := map[*pg.Node]bool{}
		Walk(root, func(n *pg.Node) bool {
			if s := n.GetSubLink(); s != nil && s.SubLinkType == pg.SubLinkType_EXPR_SUBLINK {
				if t := s.Subselect.GetSelectStmt().GetTargetList(); len(t) == 1 {
					wrapped[t[0].GetResTarget().GetVal()] = true
				}
			}
			f := n.GetFuncCall()
			if f == nil || wrapped[n] {
				return true
			}
			names := Names(f.Funcname)
			c := Call{Name: names[len(names)-1], Args: f.Args}
			if len(names) > 1 {
				c.Schema = names[len(names)-2]
			}
			if !which(c) || hasColumn(n) {
				return true
			}
			inner := &pg.Node{Node: n.Node}
			n.Node = scalarSelect(inner)
			changed = true
			return false
		})
		return changed
	})
}

// scalarSelect is (SELECT value).
func scalarSelect(value *pg.Node) *pg.Node_SubLink {
	target := &pg.Node{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: value}}}
	sel := &pg.SelectStmt{TargetList: []*pg.Node{target}, LimitOption: pg.LimitOption_LIMIT_OPTION_DEFAULT,
		Op: pg.SetOperation_SETOP_NONE}
	return &pg.Node_SubLink{SubLink: &pg.SubLink{SubLinkType: pg.SubLinkType_EXPR_SUBLINK,
		Subselect: &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: sel}}}}
}
