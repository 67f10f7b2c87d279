package diff

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
)

// carried compares the statements that are carried verbatim. Those that make
// something which a server can be asked for are compared by what they make;
// the others stand in a script for an empty database only, as nobody can tell
// whether one that holds something has seen them.
func (d *differ) carried() {
	lacks := func(list []*model.Verbatim, v *model.Verbatim) bool {
		return slices.Contains(d.rebuilt, v.On) || !slices.ContainsFunc(list, func(o *model.Verbatim) bool {
			return o.Undo == v.Undo && (o.SQL == v.SQL || o.Canonical != "" && o.Canonical == v.Canonical)
		})
	}
	for _, v := range slices.Backward(d.from.Verbatim) {
		if v.Undo != "" && lacks(d.target.Verbatim, v) && !d.goes(v) && !slices.Contains(d.rebuilt, v.On) {
			again := slices.ContainsFunc(d.target.Verbatim, func(o *model.Verbatim) bool { return o.Undo == v.Undo })
			d.add(&TakeBack{v, again})
		}
	}
	empty := d.from.IsEmpty() && len(d.changes) > 0 // roles alone are no change of a database
	for _, v := range d.target.Verbatim {
		if (v.Undo != "" || empty) && lacks(d.from.Verbatim, v) {
			d.add(&Carry{v})
		}
	}
}

// goes tells whether a carried statement is undone by what else is dropped: the
// table that it is of, or the thing that it goes with.
func (d *differ) goes(v *model.Verbatim) bool {
	if strings.HasPrefix(v.Undo, "DROP RULE ") {
		return false // another table that it writes to would not go before it
	}
	if v.On != (model.Name{}) && !d.target.Holds(v.On) {
		return true
	}
	if v.With == "" || strings.HasPrefix(v.Undo, "DROP ") { // a server does not go with what is made for it
		return false
	}
	with := func(o *model.Verbatim) bool { return o.Undo == v.With }
	return slices.ContainsFunc(d.from.Verbatim, with) && !slices.ContainsFunc(d.target.Verbatim, with)
}
