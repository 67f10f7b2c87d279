package diff

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// publications compares what is sent. Of one that the sources only use, its
// tables alone are theirs.
func (d *differ) publications() {
	for b, t := range model.Compare(d.from.Publications, d.target.Publications) {
		switch {
		case b == nil && !t.External:
			d.add(&CreatePublication{t})
			d.owner(publication(t), "", t.Owner)
			d.comment(publication(t), "", t.Comment)
		case b == nil:
			d.publishedTables(&model.Publication{}, t)
		case t == nil && !b.External:
			d.add(&DropPublication{b})
		case t == nil:
			d.publishedTables(b, &model.Publication{Name: b.Name})
		case b.External || t.External:
			d.publishedTables(b, t)
		case b.AllTables != t.AllTables: // there is no ALTER for it
			d.add(&DropPublication{b})
			d.add(&CreatePublication{t})
			d.owner(publication(t), "", t.Owner)
			d.comment(publication(t), "", t.Comment)
		default:
			if !slices.Equal(b.Publish(), t.Publish()) || b.ViaRoot() != t.ViaRoot() {
				d.add(&SetPublication{t})
			}
			for _, s := range b.Schemas {
				if !slices.Contains(t.Schemas, s) {
					d.add(&PublishSchema{t.Name, s, true})
				}
			}
			for _, s := range t.Schemas {
				if !slices.Contains(b.Schemas, s) {
					d.add(&PublishSchema{t.Name, s, false})
				}
			}
			d.publishedTables(b, t)
			d.owner(publication(t), b.Owner, t.Owner)
			d.comment(publication(t), b.Comment, t.Comment)
		}
	}
}

func publication(p *model.Publication) string { return "PUBLICATION " + ident.Quote(p.Name) }

func (d *differ) publishedTables(b, t *model.Publication) {
	find := func(p *model.Publication, n model.Name) *model.PublicationTable {
		i := slices.IndexFunc(p.Tables, func(x model.PublicationTable) bool { return x.Table == n })
		if i < 0 {
			return nil
		}
		return &p.Tables[i]
	}
	same := func(x, y *model.PublicationTable) bool {
		return slices.Equal(x.Columns, y.Columns) && x.Where.Same(y.Where, d.target.Around(x.Table))
	}
	for _, x := range b.Tables {
		now := find(t, x.Table)
		if now == nil && d.target.Tables.Has(x.Table) || now != nil && !same(&x, now) {
			d.add(&DropFromPublication{t.Name, x.Table})
		}
	}
	for _, x := range t.Tables {
		if old := find(b, x.Table); old == nil || !same(old, &x) {
			d.add(&AddToPublication{t.Name, x})
		}
	}
}
