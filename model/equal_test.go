package model

import (
	"reflect"
	"testing"

	"github.com/pgdraft/pgdraft/model/expr"
)

// TestEqualSeesEveryField changes each field of each kind of object in turn:
// two that differ in one are not equal.
func TestEqualSeesEveryField(t *testing.T) {
	for _, object := range []any{Table{}, Column{}, Constraint{}, Index{}, IndexKey{}, Policy{}, Trigger{}, Grant{}, Identity{}, SequenceOptions{}} {
		typ := reflect.TypeOf(object)
		for i := range typ.NumField() {
			field := typ.Field(i)
			if field.Name == "Origin" {
				continue
			}
			a, b := reflect.New(typ), reflect.New(typ)
			b.Elem().Field(i).Set(other(field.Type))
			if equal(a, b) || !equal(a, a) {
				t.Errorf("%s.%s makes no difference", typ.Name(), field.Name)
			}
		}
	}
}

// equal calls the Equal of two pointers, whatever its receiver and case.
func equal(a, b reflect.Value) bool {
	switch x := a.Interface().(type) {
	case *Identity:
		return x.equal(b.Interface().(*Identity))
	case *SequenceOptions:
		return x.equal(*b.Interface().(*SequenceOptions))
	case *Grant:
		return x.Equal(*b.Interface().(*Grant))
	}
	return a.MethodByName("Equal").Call([]reflect.Value{b})[0].Bool()
}

// other gives a value of a type that is not its zero value.
func other(typ reflect.Type) reflect.Value {
	v := reflect.New(typ).Elem()
	switch typ.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Slice:
		v.Set(reflect.Append(v, other(typ.Elem())))
	case reflect.Pointer:
		if typ == reflect.TypeFor[*expr.Expr]() {
			return reflect.ValueOf(expr.MustParse("1"))
		}
		v.Set(reflect.New(typ.Elem()))
	case reflect.Struct:
		v.Field(0).Set(other(typ.Field(0).Type))
	}
	return v
}
