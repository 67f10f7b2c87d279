package model

import (
	"iter"
	"slices"
	"sort"
)

// Object is what a schema holds under a name.
type Object interface {
	comparable
	// Key is the name the object is found by. For routines it holds the
	// argument types too.
	Key() Name
}

// Objects is an immutable set of objects of one kind, ordered by name.
type Objects[T Object] struct{ list []T }

// Len is the number of objects.
func (o Objects[T]) Len() int { return len(o.list) }

// At gives the object at position i of the order.
func (o Objects[T]) At(i int) T { return o.list[i] }

// Get finds an object by its name; the zero value (nil) where there is none.
func (o Objects[T]) Get(name Name) T {
	if i, ok := o.find(name); ok {
		return o.list[i]
	}
	var none T
	return none
}

// Has tells whether there is an object of this name.
func (o Objects[T]) Has(name Name) bool { _, ok := o.find(name); return ok }

// All runs over the objects in order.
func (o Objects[T]) All() iter.Seq[T] { return slices.Values(o.list) }

// In runs over the objects of one schema in order.
func (o Objects[T]) In(schema string) iter.Seq[T] {
	return func(yield func(T) bool) {
		i := sort.Search(len(o.list), func(i int) bool { return o.list[i].Key().Schema >= schema })
		for ; i < len(o.list) && o.list[i].Key().Schema == schema; i++ {
			if !yield(o.list[i]) {
				return
			}
		}
	}
}

func (o Objects[T]) find(name Name) (int, bool) {
	i := sort.Search(len(o.list), func(i int) bool { return !o.list[i].Key().Less(name) })
	return i, i < len(o.list) && o.list[i].Key() == name
}

// Compare runs over the names at which two sets differ by pointer, in order,
// with what each set holds there (nil for nothing).
func Compare[T Object](a, b Objects[T]) iter.Seq2[T, T] {
	var none T
	return func(yield func(T, T) bool) {
		i, j := 0, 0
		for i < len(a.list) || j < len(b.list) {
			switch {
			case i < len(a.list) && j < len(b.list) && a.list[i] == b.list[j]:
				i, j = i+1, j+1
			case j >= len(b.list) || i < len(a.list) && a.list[i].Key().Less(b.list[j].Key()):
				if !yield(a.list[i], none) {
					return
				}
				i++
			case i >= len(a.list) || b.list[j].Key().Less(a.list[i].Key()):
				if !yield(none, b.list[j]) {
					return
				}
				j++
			default:
				if !yield(a.list[i], b.list[j]) {
					return
				}
				i, j = i+1, j+1
			}
		}
	}
}

// editor is a set under change: what the base holds, with an overlay.
type editor[T Object] struct {
	base    Objects[T]
	changed map[Name]T    // put or copied since the base was taken
	gone    map[Name]bool // dropped or renamed away
	shared  map[Name]bool // of changed: still held by another snapshot
	ordered *Objects[T]   // what freeze gave, until the next put or drop
}

func (e *editor[T]) get(name Name) T {
	if t, ok := e.changed[name]; ok {
		return t
	}
	if e.gone[name] {
		var none T
		return none
	}
	return e.base.Get(name)
}

func (e *editor[T]) isEmpty() bool { return len(e.changed) == 0 && e.base.Len() == 0 }

// own gives the object for writing: a copy made by clone at the first call.
func (e *editor[T]) own(name Name, clone func(T) T) T {
	if t, ok := e.changed[name]; ok && !e.shared[name] {
		return t
	}
	var none T
	t := e.get(name)
	if t == none {
		return none
	}
	t = clone(t)
	e.put(t)
	return t
}

func (e *editor[T]) put(t T) {
	if e.changed == nil {
		e.changed = map[Name]T{}
	}
	e.changed[t.Key()] = t
	delete(e.gone, t.Key())
	delete(e.shared, t.Key())
	e.ordered = nil
}

// share puts an object that belongs to another snapshot too: it is copied
// before it is written to.
func (e *editor[T]) share(t T) {
	e.put(t)
	if e.shared == nil {
		e.shared = map[Name]bool{}
	}
	e.shared[t.Key()] = true
}

func (e *editor[T]) drop(name Name) {
	delete(e.changed, name)
	e.ordered = nil
	if e.base.Has(name) {
		if e.gone == nil {
			e.gone = map[Name]bool{}
		}
		e.gone[name] = true
	}
}

// all runs over the objects as they are now, in order of name.
func (e *editor[T]) all() iter.Seq[T] {
	return slices.Values(e.freeze().list)
}

func (e *editor[T]) freeze() Objects[T] {
	if len(e.changed) == 0 && len(e.gone) == 0 {
		return e.base
	}
	if e.ordered != nil {
		return *e.ordered
	}
	added := make([]T, 0, len(e.changed))
	list := make([]T, 0, len(e.base.list)+len(e.changed))
	for _, t := range e.base.list {
		if e.gone[t.Key()] {
			continue
		}
		if c, ok := e.changed[t.Key()]; ok {
			t = c
		}
		list = append(list, t)
	}
	for name, t := range e.changed {
		if !e.base.Has(name) || e.gone[name] {
			added = append(added, t)
		}
	}
	if len(added) > 0 {
		list = append(list, added...)
		slices.SortFunc(list, func(a, b T) int {
			if a.Key().Less(b.Key()) {
				return -1
			}
			return 1
		})
	}
	e.ordered = &Objects[T]{list}
	return *e.ordered
}
