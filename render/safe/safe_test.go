package safe

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	tests := []struct{ in, want string }{
		{"users", "users"},
		{"größe 名前 🎉", "größe 名前 🎉"},
		{"a\x1b[2Jb", `a\x1b[2Jb`},
		{"a\x1b]52;c;aGk=\x07", `a\x1b]52;c;aGk=\x07`},
		{"admin\u202enimda", `admin\u202enimda`},
		{"one\r\ntwo\nthree\tfour", "one↵two↵three four"},
		{"a\rb", `a\x0db`},
		{"\x9b31m", `\x9b31m`},
		{"\u009b31m", `\x9b31m`},
		{"zero\u200bwidth", `zero\u200bwidth`},
		{"\xff\xfe", `\xff\xfe`},
	}
	for _, tt := range tests {
		if got := Clean(tt.in); string(got) != tt.want {
			t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// FuzzClean holds the promise for any string: nothing that is left can make a
// terminal do something, and it is one line.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "a\x1b[31m", "\u202e", "\xff", "x\u0085y", "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := string(Clean(s))
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("Clean(%q) = %q holds %U", s, got, r)
			}
		}
		if string(Clean(got)) != got && !strings.ContainsAny(s, "\x00") {
			t.Fatalf("Clean is not done after once: %q, then %q", got, Clean(got))
		}
	})
}

func TestCutAndPad(t *testing.T) {
	tests := []struct {
		in    Text
		cells int
		want  Text
	}{
		{"users", 5, "users"}, {"users", 4, "use…"}, {"名前です", 5, "名前…"}, {"名前です", 4, "名…"}, {"a", 0, ""},
		{"e\u0301te\u0301", 2, "e\u0301…"},
	}
	for _, tt := range tests {
		if got := Cut(tt.in, tt.cells); got != tt.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", tt.in, tt.cells, got, tt.want)
		}
		if got := Pad(tt.in, tt.cells); Width(got) != tt.cells {
			t.Errorf("Pad(%q, %d) = %q is %d wide", tt.in, tt.cells, got, Width(got))
		}
	}
}

func TestWrap(t *testing.T) {
	for _, line := range Wrap("one twothreefourfive six 名前名前名前", 6) {
		if Width(line) > 6 {
			t.Errorf("%q is %d wide", line, Width(line))
		}
	}
}
