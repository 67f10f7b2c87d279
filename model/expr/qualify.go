package expr

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Resolver tells in which schema a name is found that has none; empty leaves
// it as it stands.
type Resolver struct {
	Relation func(name string) string // sequences too
	Function func(name string) string
	Type     func(name string) string
}

// Qualify gives the names in a tree the schemas that they are found in, in
// place. The tree may be a statement.
func Qualify(n *pg.Node, r Resolver) {
	ctes := map[string]bool{}
	Walk(n, func(x *pg.Node) bool {
		if c := x.GetCommonTableExpr(); c != nil {
			ctes[c.Ctename] = true
		}
		return true
	})
	Walk(n, func(x *pg.Node) bool {
		switch x := x.Node.(type) {
		case *pg.Node_FuncCall:
			x.FuncCall.Funcname = prefixed(x.FuncCall.Funcname, r.Function)
			if sequenceFunctions[lastName(x.FuncCall.Funcname)] && len(x.FuncCall.Args) > 0 {
				qualifyText(x.FuncCall.Args[0].GetAConst(), r)
			}
		case *pg.Node_TypeCast:
			t := x.TypeCast.TypeName
			t.Names = prefixed(t.Names, r.Type)
			if lastName(t.Names) == "regclass" {
				qualifyText(x.TypeCast.Arg.GetAConst(), r)
			}
		}
		return true
	})
	EachRelation(n, func(v *pg.RangeVar) {
		if v.Schemaname == "" && !ctes[v.Relname] {
			v.Schemaname = r.Relation(v.Relname)
		}
	})
}

// EachRelation calls f for the tables and views that a tree names, whatever
// they are part of.
func EachRelation(n *pg.Node, f func(*pg.RangeVar)) {
	if n != nil {
		eachRelation(n.ProtoReflect(), f)
	}
}

// Touched lists the tables and views that a statement names, those that it
// writes to among them.
func (e *Expr) Touched() []Relation {
	var out []Relation
	EachRelation(e.Node(), func(v *pg.RangeVar) { out = append(out, Relation{v.Schemaname, v.Relname}) })
	return out
}

func eachRelation(m protoreflect.Message, f func(*pg.RangeVar)) {
	if v, ok := m.Interface().(*pg.RangeVar); ok {
		f(v)
		return
	}
	m.Range(func(fd protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case fd.Message() == nil:
		case fd.IsList():
			for i := range v.List().Len() {
				eachRelation(v.List().Get(i).Message(), f)
			}
		default:
			eachRelation(v.Message(), f)
		}
		return true
	})
}

func prefixed(names []*pg.Node, schema func(string) string) []*pg.Node {
	if len(names) != 1 {
		return names
	}
	s := schema(lastName(names))
	if s == "" {
		return names
	}
	return []*pg.Node{stringNode(s), names[0]}
}

// qualifyText does for a relation's name in a string what Qualify does.
func qualifyText(c *pg.A_Const, r Resolver) {
	text := c.GetSval()
	if text == nil || strings.Contains(text.Sval, ".") {
		return
	}
	if s := r.Relation(folded(text.Sval)); s != "" {
		text.Sval = s + "." + text.Sval
	}
}

// folded is the name that an identifier in SQL stands for.
func folded(identifier string) string {
	if name, ok := strings.CutPrefix(identifier, `"`); ok {
		return strings.ReplaceAll(strings.TrimSuffix(name, `"`), `""`, `"`)
	}
	return strings.ToLower(identifier)
}
