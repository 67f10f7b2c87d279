package facts

import (
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// publication lists the tables that are sent, for whatever reason.
func (l *lister) publication(p *model.Publication) {
	add := func(n model.Name) { l.add("publication_table", p.Name+":"+n.Schema+"."+n.Name, "") }
	sent := map[model.Name]bool{}
	for _, t := range p.Tables {
		sent[t.Table] = true
		add(t.Table)
	}
	in := map[string]bool{}
	for _, s := range p.Schemas {
		in[s] = true
	}
	for t := range l.s.Tables.All() {
		if (p.AllTables || in[t.Name.Schema]) && !sent[t.Name] && !t.External && !t.Unlogged && t.Server == "" && t.PartitionBy == "" {
			add(t.Name)
		}
	}
}

// constructors lists the functions that PostgreSQL makes with a range type.
func (l *lister) constructors(o *model.Opaque) {
	name, many, of := o.Name.String(), o.Multirange.String(), o.Subtype.String()
	for _, identity := range []string{name + "(" + of + ", " + of + ")", name + "(" + of + ", " + of + ", text)",
		many + "()", many + "(" + name + ")", many + "(VARIADIC " + name + "[])"} {
		l.add("function", identity, "")
	}
}

// carried lists what carried statements make, of the kinds that there are
// facts of.
func (l *lister) carried(v *model.Verbatim) {
	kind, name := v.Makes()
	switch kind {
	case "STATISTICS":
		l.add("statistics_ext", unquoted(name[strings.LastIndexByte(name, '.')+1:]), "")
	case "EVENT TRIGGER":
		l.add("event_trigger", unquoted(name), event(v.Canonical))
	case "RULE":
		rule, _, _ := strings.Cut(name, " ON ")
		l.add("rule", v.On.String()+"."+unquoted(rule), "")
	}
	for _, head := range []string{"COMMENT ON INDEX ", "COMMENT ON COLUMN "} {
		if on, ok := strings.CutPrefix(v.Undo, head); ok {
			_, text, _ := strings.Cut(v.SQL, " IS ")
			l.comment("relation/column "+strings.TrimSuffix(on, " IS NULL"), ident.Unliteral(text))
		}
	}
}

// event is the word after ON of a CREATE EVENT TRIGGER.
func event(sql string) string {
	_, rest, _ := strings.Cut(sql, " ON ")
	word, _, _ := strings.Cut(rest, " ")
	return word
}

func unquoted(name string) string {
	if inner, ok := strings.CutPrefix(name, `"`); ok {
		return strings.ReplaceAll(strings.TrimSuffix(inner, `"`), `""`, `"`)
	}
	return name
}
