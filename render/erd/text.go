package erd

import (
	"fmt"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/render/safe"
)

// Diagram draws a whole view as plain text, with a line below that says what
// was left out.
func Diagram(s *model.Schema, v View, ascii bool) string {
	g := Build(s, v)
	if len(g.Nodes) == 0 {
		return "There is no table to draw.\n"
	}
	l := Compute(g)
	c := Paint(l, 0, 0, l.W+1, l.H, Options{ASCII: ascii, Focus: -1, Edge: -1}) // a loop stands outside the last box
	return c.String() + "\n" + Summary(g) + "\n"
}

// Summary counts what a graph shows and what it folds.
func Summary(g *Graph) string {
	folded := 0
	for _, n := range g.Nodes {
		folded += len(n.Folded)
	}
	s := fmt.Sprintf("%d tables, %d foreign keys drawn", len(g.Nodes), len(g.Edges))
	if folded > 0 {
		s += fmt.Sprintf(", %d folded (⇡)", folded)
	}
	return s
}

// Mermaid writes a view as a Mermaid erDiagram.
func Mermaid(s *model.Schema, v View) string {
	g := Build(s, v)
	var b strings.Builder
	b.WriteString("erDiagram\n")
	for _, n := range g.Nodes {
		fmt.Fprintf(&b, "    %s {\n", mermaidName(n.Table.Name))
		for _, r := range n.Rows {
			var keys []string
			if r.Key {
				keys = append(keys, "PK")
			}
			if r.Foreign {
				keys = append(keys, "FK")
			}
			if r.Unique && !r.Key {
				keys = append(keys, "UK")
			}
			fmt.Fprintf(&b, "        %s %s", word(shortType(r.Column.Type)), attribute(r.Column.Name))
			if len(keys) > 0 {
				b.WriteString(" " + strings.Join(keys, ", "))
			}
			b.WriteString("\n")
		}
		b.WriteString("    }\n")
	}
	for _, e := range g.Edges {
		left, right := "||", "o{"
		if e.Optional {
			left = "|o"
		}
		if e.One {
			right = "o|"
		}
		fmt.Fprintf(&b, "    %s %s--%s %s : %q\n", mermaidName(g.Nodes[e.To].Table.Name), left, right,
			mermaidName(g.Nodes[e.From].Table.Name), strings.ReplaceAll(string(safe.Clean(strings.Join(e.Key.Columns, ", "))), `"`, "'"))
	}
	return b.String()
}

// mermaidName quotes a table's name; Mermaid takes no double quote in one.
func mermaidName(n model.Name) string {
	s := n.Name
	if n.Schema != "public" {
		s = n.Schema + "." + s
	}
	return `"` + strings.NewReplacer(`"`, "'", "%", "_", `\`, "_").Replace(string(safe.Clean(s))) + `"`
}

// attribute spells a column's name; Mermaid reads those of its keys as keys.
func attribute(name string) string {
	switch s := word(name); strings.ToLower(s) {
	case "pk", "fk", "uk":
		return s + "_"
	default:
		return s
	}
}

// word spells a name or type with the characters that Mermaid takes in
// attributes.
func word(s string) string {
	out := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '(', r == ')', r == '[', r == ']', r == '-':
			return r
		case r > 0x7f:
			return r
		}
		return '_'
	}, s)
	if out == "" || out[0] >= '0' && out[0] <= '9' || out[0] == '(' || out[0] == '[' || out[0] == '-' {
		out = "_" + out
	}
	return out
}
