package diff

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
)

// carried compares the statements that are carried verbatim. Those that make
// something which a server can be asked for are compared by what they make;
// the others stand in a script for an empty database only, as nobody can tell
// whether one that holds something has seen them.
func (d *differ) carried() {
	lacks := func(list []*model.Verbatim, v *model.Verbatim) bool {
		return !slices.ContainsFunc(list, func(o *model.Verbatim) bool {
			return o.Undo == v.Undo && (o.SQL == v.SQL || o.Canonical != "" && o.Canonical == v.Canonical)
		})
	}
	for _, v := range slices.Backward(d.from.Verbatim) {
		if v.Undo != "" && lacks(d.target.Verbatim, v) {
			d.add(&TakeBack{v})
		}
	}
	empty := d.from.IsEmpty() && len(d.changes) > 0 // roles alone are no change of a database
	for _, v := range d.target.Verbatim {
		if (v.Undo != "" || empty) && lacks(d.from.Verbatim, v) {
			d.add(&Carry{v})
		}
	}
}
