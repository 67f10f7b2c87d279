package expr

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"
)

// PrintStatement gives a statement as the parser's printer spells it; empty
// where the printer does not know it.
func PrintStatement(n *pg.Node) string {
	text, err := pg.Deparse(&pg.ParseResult{Stmts: []*pg.RawStmt{{Stmt: n}}})
	if err != nil {
		return ""
	}
	return text
}

// CanonicalStatement is the text by which statements that make the same thing
// are compared: without what says how to make it (IF NOT EXISTS, OR REPLACE),
// without passwords, with options in one order, and without the schema that a
// server spells and people do not.
func CanonicalStatement(n *pg.Node) string {
	c := proto.Clone(n).(*pg.Node)
	switch s := c.Node.(type) {
	case *pg.Node_RuleStmt:
		s.RuleStmt.Replace = false
	case *pg.Node_CreateStatsStmt:
		s.CreateStatsStmt.IfNotExists = false
	case *pg.Node_DefineStmt:
		s.DefineStmt.IfNotExists, s.DefineStmt.Replace = false, false
		canonicalDefinition(s.DefineStmt)
	case *pg.Node_CreateRangeStmt:
		canonicalRange(s.CreateRangeStmt)
	case *pg.Node_CreateForeignServerStmt:
		s.CreateForeignServerStmt.IfNotExists = false
		sortOptions(s.CreateForeignServerStmt.Options)
	case *pg.Node_CreateFdwStmt:
		sortOptions(s.CreateFdwStmt.Options)
		sortOptions(s.CreateFdwStmt.FuncOptions)
	case *pg.Node_CreateUserMappingStmt:
		s.CreateUserMappingStmt.IfNotExists, s.CreateUserMappingStmt.Options = false, nil
	case *pg.Node_CreatePlangStmt:
		s.CreatePlangStmt.Replace = false
	case *pg.Node_CreateOpClassStmt:
		canonicalClass(s.CreateOpClassStmt)
	}
	return strings.ReplaceAll(PrintStatement(c), "public.", "")
}

func canonicalDefinition(s *pg.DefineStmt) {
	for _, n := range s.Definition {
		d := n.GetDefElem()
		d.Defname = strings.ToLower(d.Defname)
		if d.Defname == "procedure" { // the older word
			d.Defname = "function"
		}
		if l := d.Arg.GetList(); l != nil {
			l.Items = bare(l.Items)
		}
	}
	sortOptions(s.Definition)
	if s.Kind == pg.ObjectType_OBJECT_TYPE || s.Kind == pg.ObjectType_OBJECT_TSDICTIONARY || s.Kind == pg.ObjectType_OBJECT_TSCONFIGURATION {
		for _, n := range s.Definition {
			d := n.GetDefElem()
			text := definitionText(d.Arg)
			if d.Arg == nil {
				text = "true"
			}
			d.Arg = stringNode(text)
		}
	}
	if s.Kind == pg.ObjectType_OBJECT_COLLATION {
		canonicalCollation(s)
	}
}

// definitionText is the value of an option, however it is spelled.
func definitionText(n *pg.Node) string {
	switch x := n.GetNode().(type) {
	case *pg.Node_TypeName:
		return strings.Join(Names(bare(x.TypeName.Names)), ".")
	case *pg.Node_List:
		return strings.Join(Names(bare(x.List.Items)), ".")
	case *pg.Node_String_:
		return x.String_.Sval
	case *pg.Node_Boolean:
		return strconv.FormatBool(x.Boolean.Boolval)
	case *pg.Node_Integer:
		return strconv.Itoa(int(x.Integer.Ival))
	case *pg.Node_Float:
		return x.Float.Fval
	}
	return ""
}

// canonicalCollation spells out what the options of a collation leave to say
// (CREATE COLLATION): a copy of those that every server has is what they are,
// the provider is libc, and one locale for both is the locale.
func canonicalCollation(s *pg.DefineStmt) {
	given := map[string]*pg.Node{}
	for _, n := range s.Definition {
		given[n.GetDefElem().GetDefname()] = n.GetDefElem().GetArg()
	}
	set := func(name, value string) {
		if value != "" {
			given[name] = stringNode(value)
		}
	}
	if from, ok := given["from"]; ok {
		name := lastName(from.GetList().GetItems())
		if name != "C" && name != "POSIX" {
			return
		}
		delete(given, "from")
		set("locale", name)
	}
	if sort := definitionText(given["lc_collate"]); sort != "" && sort == definitionText(given["lc_ctype"]) {
		delete(given, "lc_collate")
		delete(given, "lc_ctype")
		set("locale", sort)
	}
	if given["provider"] == nil {
		set("provider", "libc")
	}
	s.Definition = nil
	for name, value := range given {
		if text := definitionText(value); text != "" && name != "deterministic" {
			value = stringNode(text)
		}
		s.Definition = append(s.Definition, &pg.Node{Node: &pg.Node_DefElem{DefElem: &pg.DefElem{Defname: name, Arg: value}}})
	}
	sortOptions(s.Definition)
}

// MultirangeName is what PostgreSQL calls the multirange type of a range type
// when nobody says (makeMultirangeTypeName).
func MultirangeName(name string) string {
	if before, after, ok := strings.Cut(name, "range"); ok {
		return before + "multirange" + after
	}
	return name + "_multirange"
}

// canonicalRange leaves out the name of the multirange type that PostgreSQL
// gives by itself.
func canonicalRange(s *pg.CreateRangeStmt) {
	invented := MultirangeName(lastName(s.TypeName))
	var kept []*pg.Node
	for _, n := range s.Params {
		d := n.GetDefElem()
		d.Defname = strings.ToLower(d.Defname)
		text := definitionText(d.Arg)
		if d.Defname == "multirange_type_name" && text == invented {
			continue
		}
		d.Arg = stringNode(strings.TrimPrefix(text, "pg_catalog."))
		kept = append(kept, n)
	}
	sortOptions(kept)
	s.Params = kept
}

// representation are the options of a base type that LIKE takes from another.
var representation = []string{"internallength", "passedbyvalue", "alignment", "storage", "like"}

// WithoutRepresentation takes those options from the canonical text of a base type.
func WithoutRepresentation(canonical string) string {
	tree, err := pg.Parse(canonical)
	if err != nil || len(tree.Stmts) != 1 || tree.Stmts[0].Stmt.GetDefineStmt() == nil {
		return canonical
	}
	s := tree.Stmts[0].Stmt.GetDefineStmt()
	s.Definition = slices.DeleteFunc(s.Definition, func(n *pg.Node) bool { return slices.Contains(representation, n.GetDefElem().GetDefname()) })
	return PrintStatement(tree.Stmts[0].Stmt)
}

// canonicalClass leaves out what members of an operator class say twice: the
// family that is called as the class, and argument types that are the class's.
func canonicalClass(s *pg.CreateOpClassStmt) {
	if lastName(s.Opfamilyname) == lastName(s.Opclassname) {
		s.Opfamilyname = nil
	}
	own := lastName(s.Datatype.GetNames())
	for _, n := range s.Items {
		item := n.GetCreateOpClassItem()
		item.ClassArgs = nil
		args := item.Name.GetObjargs()
		if item.Itemtype == 1 && !slices.ContainsFunc(args, func(a *pg.Node) bool { return lastName(a.GetTypeName().GetNames()) != own }) {
			item.Name.Objargs = nil
		}
	}
	slices.SortFunc(s.Items, func(a, b *pg.Node) int {
		x, y := a.GetCreateOpClassItem(), b.GetCreateOpClassItem()
		return cmp.Or(cmp.Compare(x.Itemtype, y.Itemtype), cmp.Compare(x.Number, y.Number))
	})
}

func sortOptions(list []*pg.Node) {
	slices.SortStableFunc(list, func(a, b *pg.Node) int {
		return strings.Compare(a.GetDefElem().GetDefname(), b.GetDefElem().GetDefname())
	})
}

// StatementRename is what has a new name; of a column, Column and To are its
// old name and its new one, and the relation keeps its own.
type StatementRename struct {
	From, To      Relation
	Column        string
	ToColumn      string
	DefaultSchema string
}

// RenameInStatement gives a statement with a table or view, or a column of
// one, called by its new name. ok is false where the statement does not speak
// of it, or cannot be read.
func RenameInStatement(sql string, r StatementRename) (text, canonical string, ok bool) {
	tree, err := pg.Parse(sql)
	if err != nil || len(tree.Stmts) != 1 {
		return "", "", false
	}
	n := tree.Stmts[0].Stmt
	reads := false
	EachRelation(n, func(v *pg.RangeVar) {
		if v.Relname == r.From.Name && (v.Schemaname == r.From.Schema || v.Schemaname == "" && r.From.Schema == r.DefaultSchema) {
			reads = true
			if r.Column == "" {
				v.Schemaname, v.Relname = r.To.Schema, r.To.Name
			}
		}
	})
	changed := reads && r.Column == ""
	if reads && r.Column != "" {
		Walk(n, func(x *pg.Node) bool {
			if e := x.GetStatsElem(); e != nil && e.Name == r.Column {
				e.Name, changed = r.ToColumn, true
			}
			if c := x.GetColumnRef(); c != nil {
				parts := columnParts(c)
				of := parts[max(0, len(parts)-2)]
				if parts[len(parts)-1] == r.Column && (len(parts) == 1 || of == "new" || of == "old" || of == r.From.Name) {
					c.Fields[len(c.Fields)-1], changed = stringNode(r.ToColumn), true
				}
			}
			return true
		})
	}
	if !changed {
		return "", "", false
	}
	return PrintStatement(n), CanonicalStatement(n), true
}
