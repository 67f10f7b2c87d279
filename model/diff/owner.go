package diff

import "github.com/pgdraft/pgdraft/model"

// owner compares who owns an object. That a side owns it as it owns most
// things, or as who made it does, is no statement about the object.
func (d *differ) owner(on, before, after string) {
	if before == after {
		return
	}
	b, t := d.ownFrom.of(d.from, before), d.ownTarget.of(d.target, after)
	if b == t || b == "" && t == d.from.Owner || t == "" && b == d.target.Owner {
		return
	}
	d.add(&SetOwner{On: on, Owner: t})
}

// ownership tells what owns most of a side; it is counted when first needed.
type ownership struct {
	known  bool
	common string
}

// of is an owner as a statement about one object; empty for none.
func (o *ownership) of(s *model.Schema, owner string) string {
	if !o.known {
		o.known, o.common = true, s.CommonOwner()
	}
	if owner == o.common || owner == model.Runner && s.Owner == "" && o.common == "" {
		return ""
	}
	return owner
}
