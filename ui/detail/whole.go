package detail

import "github.com/pgdraft/pgdraft/model"

// whole gives a row of a table's tab in full.
func whole(t *model.Table, tab Tab, name string) string {
	switch tab {
	case Columns:
		return wholeColumn(t, name)
	case Constraints:
		if c := t.Constraint(name); c != nil {
			return name + " " + c.Definition()
		}
	case Indexes:
		if x := t.Index(name); x != nil {
			return x.Definition(t.Name)
		}
	case Policies:
		if p := t.Policy(name); p != nil {
			return p.Definition(t.Name)
		}
	case Triggers:
		if g := t.Trigger(name); g != nil {
			return g.Definition(t.Name)
		}
	}
	return ""
}

func wholeColumn(t *model.Table, name string) string {
	c := t.Column(name)
	if c == nil {
		return ""
	}
	s := name + " " + c.Definition()
	if fk := foreignKey(t, name); fk != nil {
		s += ", " + fk.Definition()
	}
	if c.Comment != "" {
		s += ": " + c.Comment
	}
	return s
}
