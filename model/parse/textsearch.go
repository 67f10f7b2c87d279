package parse

import (
	"maps"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// A text search configuration is carried as a CREATE that names its parser,
// and one ADD MAPPING for each kind of token, however it was written: that is
// what a server can be asked for.

// tokens are the kinds of token that PostgreSQL's own configurations map (its
// documentation, table 12.1), with what they are to a language.
var tokens = map[string]tokenKind{
	"asciihword": asciiWord, "asciiword": asciiWord, "hword_asciipart": asciiWord,
	"hword": anyWord, "hword_part": anyWord, "word": anyWord,
	"email": noWord, "file": noWord, "float": noWord, "host": noWord, "hword_numpart": noWord, "int": noWord, "numhword": noWord,
	"numword": noWord, "sfloat": noWord, "uint": noWord, "url": noWord, "url_path": noWord, "version": noWord}

type tokenKind int

const (
	noWord tokenKind = iota
	anyWord
	asciiWord
)

// builtinDictionary is the dictionary that one of PostgreSQL's configurations
// has for a kind of token: English for plain ASCII words in the languages that
// have other letters (snowball/Makefile).
func builtinDictionary(language string, kind tokenKind) string {
	switch {
	case language == "simple" || kind == noWord:
		return "simple"
	case kind == asciiWord && (language == "hindi" || language == "russian"):
		return "english_stem"
	}
	return language + "_stem"
}

func (f *fold) createConfiguration(n *pg.Node, s *pg.DefineStmt, t thing) error {
	copied := option(s.Definition, "copy")
	if copied == nil {
		return f.create(n, t, false, false)
	}
	names := strings.Split(defValue(copied), ".")
	from := thing{words: t.words, name: f.findThing(t.words, names, "").String()}
	parser := &pg.Node{Node: &pg.Node_TypeName{TypeName: &pg.TypeName{Names: []*pg.Node{stringNode("pg_catalog"), stringNode("default")}, Typemod: -1}}}
	mappings := map[string][]*pg.Node{}
	if own := f.b.Carried(from.drop()); own != nil {
		parser = option(statementOf(own).GetDefineStmt().GetDefinition(), "parser").GetArg()
		for _, m := range f.mappings(from) {
			mappings[m.Tokentype[0].GetString_().GetSval()] = m.Dicts
		}
	} else {
		for token, kind := range tokens {
			mappings[token] = []*pg.Node{nameList(builtinDictionary(names[len(names)-1], kind))}
		}
	}
	s.Definition = []*pg.Node{{Node: &pg.Node_DefElem{DefElem: &pg.DefElem{Defname: "parser", Arg: parser}}}}
	if err := f.create(&pg.Node{Node: &pg.Node_DefineStmt{DefineStmt: s}}, t, false, false); err != nil {
		return err
	}
	for _, token := range slices.Sorted(maps.Keys(mappings)) {
		f.mapToken(t, token, mappings[token])
	}
	return nil
}

// mapToken carries what a configuration does with a kind of token.
func (f *fold) mapToken(t thing, token string, dictionaries []*pg.Node) {
	n := &pg.Node{Node: &pg.Node_AlterTsconfigurationStmt{AlterTsconfigurationStmt: &pg.AlterTSConfigurationStmt{
		Kind: pg.AlterTSConfigType_ALTER_TSCONFIG_ADD_MAPPING, Cfgname: t.nameNodes(), Tokentype: []*pg.Node{stringNode(token)}, Dicts: dictionaries}}}
	f.property(n, thing{words: t.words, name: t.name, with: t.drop()}, "ALTER "+t.words, unmap(t, token))
}

func unmap(t thing, token string) string {
	return "ALTER " + t.words + " " + t.name + " DROP MAPPING IF EXISTS FOR " + ident.Quote(token)
}

// mappings lists what a configuration does with each kind of token.
func (f *fold) mappings(t thing) []*pg.AlterTSConfigurationStmt {
	var out []*pg.AlterTSConfigurationStmt
	for _, v := range f.b.CarriedWith(t.drop()) {
		if m := statementOf(v).GetAlterTsconfigurationStmt(); m != nil {
			out = append(out, m)
		}
	}
	return out
}

// alterConfiguration reads ALTER TEXT SEARCH CONFIGURATION.
func (f *fold) alterConfiguration(s *pg.AlterTSConfigurationStmt) error {
	t := thing{words: thingWords[pg.ObjectType_OBJECT_TSCONFIGURATION]}
	t.name = f.findThing(t.words, expr.Names(s.Cfgname), "").String()
	if f.b.Carried(t.drop()) == nil {
		f.carry("ALTER "+t.words, "the configuration is not made here")
		return nil
	}
	asked := expr.Names(s.Tokentype)
	if len(asked) == 0 || s.Replace { // REPLACE one dictionary with another
		for _, m := range f.mappings(t) {
			token := m.Tokentype[0].GetString_().GetSval()
			if len(asked) > 0 && !slices.Contains(asked, token) {
				continue
			}
			dictionaries := slices.Clone(m.Dicts)
			for i, d := range dictionaries {
				if dictionaryName(d) == dictionaryName(s.Dicts[0]) {
					dictionaries[i] = s.Dicts[1]
				}
			}
			f.mapToken(t, token, dictionaries)
		}
		return nil
	}
	for _, token := range asked {
		switch {
		case s.Kind != pg.AlterTSConfigType_ALTER_TSCONFIG_DROP_MAPPING:
			f.mapToken(t, token, s.Dicts)
		case !f.b.DropCarried(unmap(t, token)) && !s.MissingOk:
			return &model.NotFoundError{What: "mapping", Name: ident.Quote(token), In: t.name}
		}
	}
	return nil
}

func dictionaryName(n *pg.Node) string {
	names := expr.Names(n.GetList().GetItems())
	return names[len(names)-1]
}

func nameList(name string) *pg.Node {
	return &pg.Node{Node: &pg.Node_List{List: &pg.List{Items: []*pg.Node{stringNode(name)}}}}
}

// statementOf reads a carried statement again; nil where that fails.
func statementOf(v *model.Verbatim) *pg.Node {
	tree, err := pg.Parse(v.SQL)
	if err != nil || len(tree.Stmts) != 1 {
		return nil
	}
	return tree.Stmts[0].Stmt
}
