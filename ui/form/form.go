// Package form holds the forms in which an architect says what is to be
// edited. A form shows, below its fields, what the edit would do, before it
// is made.
package form

import (
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/render/sql"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/session"
)

// Field is one line of a form: text, or a choice among options.
type Field struct {
	Name    string
	Hint    string
	Options []string // of a choice
	Choice  int
	// Suggest gives what the text may be meant to become.
	Suggest func(text string) []string
	// When tells whether the field matters, as the others stand.
	When func(*Form) bool

	input textinput.Model
}

// Text makes a field for text.
func Text(name, value, hint string) *Field {
	f := &Field{Name: name, Hint: hint, input: textinput.New()}
	f.input.SetValue(value)
	f.input.CursorEnd()
	return f
}

// Choice makes a field for one of several options.
func Choice(name, value string, options ...string) *Field {
	f := &Field{Name: name, Options: options}
	for i, o := range options {
		if o == value {
			f.Choice = i
		}
	}
	return f
}

// Form is a dialog.
type Form struct {
	Title  safe.Text
	Verb   string // what enter does, "accept" where it is empty
	Fields []*Field
	// Build makes the edit that the fields say; nil with no error where they
	// change nothing.
	Build func(*Form) (edit.Edit, error)

	Preview    session.Preview
	Previewed  bool
	focus      int
	Generation int // grows when the fields change
}

// Value is the content of a field, empty for one there is not.
func (f *Form) Value(name string) string {
	for _, x := range f.Fields {
		if x.Name != name {
			continue
		}
		if x.Options != nil {
			return x.Options[x.Choice]
		}
		return strings.TrimSpace(x.input.Value())
	}
	return ""
}

// Set changes the content of a field.
func (f *Form) Set(name, value string) {
	for _, x := range f.Fields {
		if x.Name != name {
			continue
		}
		for i, o := range x.Options {
			if o == value {
				x.Choice = i
			}
		}
		if x.Options == nil {
			x.input.SetValue(value)
			x.input.CursorEnd()
		}
	}
	f.Generation++
}

// Focus puts the cursor into a field.
func (f *Form) Focus(name string) {
	for i, x := range f.Fields {
		if x.Name == name {
			f.focus = i
		}
	}
	f.update()
}

func (f *Form) update() {
	for i, x := range f.Fields {
		if x.Options != nil {
			continue
		}
		if i == f.focus {
			x.input.Focus()
		} else {
			x.input.Blur()
		}
	}
}

func (f *Form) shown(i int) bool { return f.Fields[i].When == nil || f.Fields[i].When(f) }

// Move goes to another field.
func (f *Form) Move(by int) {
	for range f.Fields {
		f.focus = (f.focus + by + len(f.Fields)) % len(f.Fields)
		if f.shown(f.focus) {
			break
		}
	}
	f.update()
}

// Key handles a key; enter and esc are the caller's.
func (f *Form) Key(k tea.KeyMsg) {
	if len(f.Fields) == 0 {
		return
	}
	x := f.Fields[f.focus]
	switch k.String() {
	case "tab", "down":
		f.Move(1)
		return
	case "shift+tab", "up":
		f.Move(-1)
		return
	case "ctrl+o":
		if s := f.suggestions(); len(s) > 0 {
			f.Set(x.Name, s[0])
		}
		return
	}
	if x.Options != nil {
		switch k.String() {
		case "left", "h":
			x.Choice = (x.Choice - 1 + len(x.Options)) % len(x.Options)
		case "right", "l", " ":
			x.Choice = (x.Choice + 1) % len(x.Options)
		default: // the first option that begins with the letter
			for i := range x.Options {
				o := x.Options[(x.Choice+1+i)%len(x.Options)]
				if len(k.Runes) == 1 && strings.HasPrefix(o, string(k.Runes)) {
					x.Choice = (x.Choice + 1 + i) % len(x.Options)
					break
				}
			}
		}
		f.Generation++
		return
	}
	before := x.input.Value()
	if k.Paste || k.Type == tea.KeyRunes {
		k.Runes = []rune(oneLine(string(k.Runes)))
	}
	x.input, _ = x.input.Update(k)
	if x.input.Value() != before {
		f.Generation++
	}
}

// oneLine makes one line of pasted text.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' || r == 0 }), " ")
}

func (f *Form) suggestions() []string {
	x := f.Fields[f.focus]
	if x.Suggest == nil {
		return nil
	}
	text := strings.TrimSpace(x.input.Value())
	var begin, hold []string
	for _, s := range x.Suggest(text) {
		switch {
		case s == text:
		case strings.HasPrefix(s, text):
			begin = append(begin, s)
		case strings.Contains(s, text):
			hold = append(hold, s)
		}
	}
	return append(begin, hold...)
}

// Edit gives the edit that the form says.
func (f *Form) Edit() (edit.Edit, error) { return f.Build(f) }

const labelWidth = 12

// Height is how many lines the form wants, frame included.
func (f *Form) Height(width int) int {
	n := 0
	for i := range f.Fields {
		if f.shown(i) {
			n++
		}
	}
	return n + 3 + f.previewLines(width) + 3
}

func (f *Form) previewLines(width int) int { return max(5, min(14, len(f.consequence(width-4))+1)) }

// Draw paints the dialog into its rectangle.
func (f *Form) Draw(c *screen.Canvas, r screen.Rect) {
	c.Fill(r, screen.Normal)
	c.Frame(r, f.Title, true)
	y := r.Y + 1
	for i, x := range f.Fields {
		if !f.shown(i) {
			continue
		}
		f.drawField(c, screen.Rect{X: r.X + 2, Y: y, W: r.W - 4, H: 1}, x, i == f.focus)
		y++
	}
	if len(f.Fields) > 0 {
		c.Put(r.X+2+labelWidth, y, r.W-4-labelWidth, f.help(), screen.Dim)
		y++
		c.Rule(r, y)
		y++
	}
	lines := f.consequence(r.W - 4)
	room := r.Y + r.H - 3 - y
	for i, line := range lines {
		if i == room-1 && len(lines) > room {
			c.Put(r.X+2, y+i, r.W-4, safe.Text("… "+itoa(len(lines)-i)+" more lines"), screen.Dim)
			break
		}
		if i >= room {
			break
		}
		x, w := r.X+2, r.W-4
		for _, s := range line {
			n := c.Put(x, y+i, w, s.Text, s.Role)
			x, w = x+n, w-n
		}
	}
	c.Rule(r, r.Y+r.H-3)
	verb := f.Verb
	if verb == "" {
		verb = "accept"
	}
	hint := "enter " + verb
	if len(f.Fields) > 1 {
		hint += "   tab next"
	}
	c.Put(r.X+2, r.Y+r.H-2, r.W-4, safe.Text(hint+"   esc leave without change"), screen.Dim)
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

// help is the hint of the field that has the cursor, or what its text may
// become.
func (f *Form) help() safe.Text {
	if len(f.Fields) == 0 {
		return ""
	}
	x := f.Fields[f.focus]
	if s := f.suggestions(); len(s) > 0 && x.input.Value() != "" {
		return safe.Clean("ctrl+o " + strings.Join(s[:min(5, len(s))], "  "))
	}
	if x.Options != nil {
		return "left and right choose"
	}
	return safe.Clean(x.Hint)
}

func (f *Form) drawField(c *screen.Canvas, r screen.Rect, x *Field, focused bool) {
	label := screen.Dim
	if focused {
		label = screen.Accent
	}
	c.Put(r.X, r.Y, labelWidth-1, safe.Text(x.Name), label)
	at, room := r.X+labelWidth, r.W-labelWidth
	if x.Options != nil {
		for i, o := range x.Options {
			role := screen.Dim
			if i == x.Choice {
				role = screen.Bright
				if focused {
					role = screen.Cursor
				}
			}
			n := c.Put(at, r.Y, room, safe.Clean(" "+o+" "), role)
			at, room = at+n, room-n
		}
		return
	}
	value, cursor := []rune(x.input.Value()), x.input.Position()
	from := 0
	if cursor >= room-1 { // keep the cursor in sight
		from = cursor - room + 2
	}
	shown := safe.Clean(string(value[from:]))
	c.Put(at, r.Y, room, shown, screen.Normal)
	if focused {
		before := safe.Width(safe.Clean(string(value[from:cursor])))
		c.Tint(at, r.Y, room, screen.Input)
		c.Tint(at+before, r.Y, 1, screen.Cursor)
	}
}

// consequence is what the edit would do, in lines.
func (f *Form) consequence(width int) [][]screen.Span {
	line := func(role screen.Role, text string) []screen.Span {
		return []screen.Span{{Text: safe.Clean(text), Role: role}}
	}
	if !f.Previewed {
		return [][]screen.Span{line(screen.Dim, "nothing is changed yet")}
	}
	if f.Preview.Err != nil {
		var out [][]screen.Span
		for _, t := range safe.Wrap(safe.Clean(f.Preview.Err.Error()), width) {
			out = append(out, []screen.Span{{Text: t, Role: screen.Failure}})
		}
		return out
	}
	if len(f.Preview.Statements) == 0 {
		return append([][]screen.Span{line(screen.Dim, "adds nothing to the migration")}, f.findingLines()...)
	}
	lock, role := heaviest(f.Preview.Statements), screen.Dim
	if lock.Long != "" {
		role = screen.Caution
	}
	out := [][]screen.Span{{{Text: "adds to the migration   ", Role: screen.Dim}, {Text: safe.Clean(lock.String()), Role: role}}}
	out = append(out, f.findingLines()...)
	for _, s := range f.Preview.Statements {
		if s.Loss != "" {
			out = append(out, line(screen.Failure, "loses "+s.Loss))
		}
		for _, l := range screen.SQLLines(s.SQL+";", width-2) {
			out = append(out, append([]screen.Span{{Text: "  ", Role: screen.Normal}}, l...))
		}
	}
	return out
}

// heaviest gives the lock that hurts most: one held for long, else any.
func heaviest(statements []sql.Statement) sql.Lock {
	var worst sql.Lock
	for _, s := range statements {
		if worst.Mode == "" || worst.Long == "" && s.Lock.Long != "" {
			worst = s.Lock
		}
	}
	return worst
}

func (f *Form) findingLines() [][]screen.Span {
	var out [][]screen.Span
	for _, x := range f.Preview.Appear {
		out = append(out, []screen.Span{{Text: "+ " + safe.Text(x.Rule.ID), Role: screen.SeverityRole(x.Severity)}, {Text: "  " + safe.Clean(x.Message), Role: screen.Dim}})
	}
	for _, x := range f.Preview.Disappear {
		out = append(out, []screen.Span{{Text: "- " + safe.Text(x.Rule.ID) + " goes away", Role: screen.Proved}})
	}
	return out
}
