package diff

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// columnGrant spells a privilege that is for one column only.
func columnGrant(table model.Name, column string) func(privilege string) (string, string) {
	return func(privilege string) (string, string) {
		return privilege + " (" + ident.Quote(column) + ")", "TABLE " + table.String()
	}
}

// leftOf gives the grants on a column that stay when those on its table turn
// from before to after: REVOKE on a table takes from its columns too.
func leftOf(column, before, after []model.Grant) []model.Grant {
	for _, g := range before {
		if gone := without(g, after); len(gone.Privileges) > 0 {
			column = model.RemoveGrant(column, g.Role, gone.Privileges)
		}
	}
	return column
}

// grants compares what roles may do. spell, where it is given, turns a
// privilege into what GRANT takes and the object it is on.
func (d *differ) grants(on string, after, before []model.Grant, spell func(string) (string, string)) {
	one := func(g model.Grant) (string, model.Grant) {
		if spell == nil {
			return on, g
		}
		out := g
		out.Privileges = make([]string, len(g.Privileges))
		target := on
		for i, p := range g.Privileges {
			out.Privileges[i], target = spell(p)
		}
		return target, out
	}
	for _, g := range before {
		if gone := without(g, after); len(gone.Privileges) > 0 {
			target, gone := one(gone)
			d.add(&Revoke{On: target, Grant: gone})
		}
		if kept := without(g, []model.Grant{without(g, after)}); g.Grantable && !grantable(g.Role, after) && len(kept.Privileges) > 0 {
			target, kept := one(kept)
			d.add(&Revoke{On: target, Grant: kept, OptionOnly: true})
		}
	}
	for _, g := range after {
		added := without(g, before)
		if g.Grantable && !grantable(g.Role, before) {
			added = g
		}
		if len(added.Privileges) > 0 {
			target, added := one(added)
			d.add(&Grant{target, added})
		}
	}
}

// without gives the part of a grant that is not among others.
func without(g model.Grant, others []model.Grant) model.Grant {
	out := model.Grant{Role: g.Role, Grantable: g.Grantable}
	i := slices.IndexFunc(others, func(o model.Grant) bool { return o.Role == g.Role })
	for _, p := range g.Privileges {
		if i < 0 || !slices.Contains(others[i].Privileges, p) {
			out.Privileges = append(out.Privileges, p)
		}
	}
	return out
}

func grantable(role string, grants []model.Grant) bool {
	return slices.ContainsFunc(grants, func(g model.Grant) bool { return g.Role == role && g.Grantable })
}

// closed tells whether PUBLIC may not do what it may without being told: an
// empty grant says so.
func closed(grants []model.Grant) bool {
	return slices.ContainsFunc(grants, func(g model.Grant) bool { return g.Role == "PUBLIC" && len(g.Privileges) == 0 })
}

// defaultPrivileges compares what new objects get.
func (d *differ) defaultPrivileges() {
	for b, t := range model.Compare(d.from.DefaultPrivileges, d.target.DefaultPrivileges) {
		on, before, after := t, []model.Grant(nil), []model.Grant(nil)
		if b != nil {
			on, before = b, b.Grants
		}
		if t != nil {
			on, after = t, t.Grants
		}
		alter := func(g model.Grant, revoke bool) {
			if len(g.Privileges) > 0 {
				d.add(&AlterDefaultPrivileges{On: on, Grant: g, Revoke: revoke})
			}
		}
		public := model.Grant{Role: "PUBLIC", Privileges: on.Kind.Privileges()}
		if closed(after) && !closed(before) {
			alter(public, true)
		}
		if closed(before) && !closed(after) {
			alter(public, false)
		}
		for _, g := range before {
			gone := without(g, after)
			if g.Grantable && !grantable(g.Role, after) {
				gone = g // what stays is given again, without the option
			}
			alter(gone, true)
		}
		for _, g := range after {
			added := without(g, before)
			if g.Grantable != grantable(g.Role, before) {
				added = g
			}
			alter(added, false)
		}
	}
}
