package parse

import (
	"fmt"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// options writes WITH (...) as "name=value", sorted as given.
func options(list []*pg.Node) []string {
	var out []string
	for _, n := range list {
		d := n.GetDefElem()
		name := d.Defname
		if d.Defnamespace != "" {
			name = d.Defnamespace + "." + name
		}
		switch v := defValue(d); {
		case v != "":
			name += "=" + v
		case d.Arg == nil: // which turns it on
			name += "=true"
		}
		out = append(out, name)
	}
	return out
}

// changedOptions does to options what OPTIONS (ADD ..., SET ..., DROP ...) says.
func changedOptions(old []string, list []*pg.Node) []string {
	out := old
	for _, n := range list {
		changed := options([]*pg.Node{n})
		if n.GetDefElem().GetDefaction() == pg.DefElemAction_DEFELEM_DROP {
			out = withoutOptions(out, changed)
		} else {
			out = mergeOptions(out, changed)
		}
	}
	return out
}

// defValue gives the value of an option as text.
func defValue(d *pg.DefElem) string {
	switch a := d.GetArg().GetNode().(type) {
	case *pg.Node_String_:
		return a.String_.Sval
	case *pg.Node_Integer:
		return fmt.Sprint(a.Integer.Ival)
	case *pg.Node_Float:
		return a.Float.Fval
	case *pg.Node_Boolean:
		return fmt.Sprint(a.Boolean.Boolval)
	case *pg.Node_TypeName:
		return expr.FormatTypeName(a.TypeName)
	case *pg.Node_List:
		return strings.Join(expr.Names(a.List.Items), ".")
	}
	return ""
}

func qualifiedSQL(names []string) string {
	schema, name := qualified(names)
	if schema == "pg_catalog" {
		schema = ""
	}
	return ident.Qualified(schema, name)
}
