package expr

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// Enum is an enum whose value gets another name, as an expression can tell
// that it is meant.
type Enum struct {
	Schema, Name string
	// DefaultSchema is the schema that an unqualified type name is taken for.
	DefaultSchema string
	// IsColumn tells whether a column reference, by its parts, has the type.
	IsColumn func(parts []string) bool
}

// RenameValue gives e with a value of an enum called by its new name, and e
// itself where nothing changed. A literal is taken for the value where it is
// cast to the enum or compared with a column of it, and as a whole where whole
// says that e is of that type.
func (e *Expr) RenameValue(enum Enum, from, to string, whole bool) *Expr {
	return e.rewrite(func(root *pg.Node) bool {
		r := valueRename{enum: enum, from: from, to: to}
		if whole {
			r.literal(root)
		}
		Walk(root, func(n *pg.Node) bool {
			r.visit(n)
			return true
		})
		return r.changed
	})
}

type valueRename struct {
	enum     Enum
	from, to string
	changed  bool
}

func (r *valueRename) visit(n *pg.Node) {
	switch x := n.Node.(type) {
	case *pg.Node_TypeCast:
		if r.isEnumType(x.TypeCast.TypeName) {
			r.literal(x.TypeCast.Arg)
		}
	case *pg.Node_AExpr:
		r.among([]*pg.Node{x.AExpr.Lexpr}, []*pg.Node{x.AExpr.Rexpr})
		r.among([]*pg.Node{x.AExpr.Rexpr}, []*pg.Node{x.AExpr.Lexpr})
	case *pg.Node_CaseExpr:
		for _, w := range x.CaseExpr.Args {
			if x.CaseExpr.Arg != nil {
				r.among([]*pg.Node{x.CaseExpr.Arg}, []*pg.Node{w.GetCaseWhen().GetExpr()})
			}
		}
	case *pg.Node_CoalesceExpr:
		r.among(x.CoalesceExpr.Args, x.CoalesceExpr.Args)
	case *pg.Node_MinMaxExpr:
		r.among(x.MinMaxExpr.Args, x.MinMaxExpr.Args)
	}
}

// among renames the literals that stand beside something of the enum's type.
func (r *valueRename) among(typed, literals []*pg.Node) {
	for _, t := range typed {
		if r.isEnum(t) {
			for _, l := range literals {
				r.literal(l)
			}
			return
		}
	}
}

func (r *valueRename) isEnum(n *pg.Node) bool {
	switch x := n.GetNode().(type) {
	case *pg.Node_ColumnRef:
		return r.enum.IsColumn(columnParts(x.ColumnRef))
	case *pg.Node_TypeCast:
		return r.isEnumType(x.TypeCast.TypeName)
	}
	return false
}

func (r *valueRename) isEnumType(t *pg.TypeName) bool {
	names := Names(t.GetNames())
	switch len(names) {
	case 0:
		return false
	case 1:
		return names[0] == r.enum.Name && r.enum.Schema == r.enum.DefaultSchema
	}
	return names[len(names)-1] == r.enum.Name && names[len(names)-2] == r.enum.Schema
}

// literal renames the value where n is it, a cast of it, or a list with it.
func (r *valueRename) literal(n *pg.Node) {
	switch x := n.GetNode().(type) {
	case *pg.Node_AConst:
		if s := x.AConst.GetSval(); s != nil && s.Sval == r.from {
			s.Sval = r.to
			r.changed = true
		}
	case *pg.Node_TypeCast:
		if r.isEnumType(x.TypeCast.TypeName) {
			r.literal(x.TypeCast.Arg)
		}
	case *pg.Node_List:
		for _, item := range x.List.Items {
			r.literal(item)
		}
	case *pg.Node_AArrayExpr:
		for _, item := range x.AArrayExpr.Elements {
			r.literal(item)
		}
	}
}
