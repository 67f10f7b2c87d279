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

	prose bool // the text may have several lines
	input textinput.Model
}

// lineEnd stands for a line's end where a text of several lines is edited in
// one.
const lineEnd = "↵"

// Prose makes a field for text of several lines.
func Prose(name, value, hint string) *Field {
	f := Text(name, strings.ReplaceAll(value, "\n", lineEnd), hint)
	f.prose = true
	return f
}

func (x *Field) value() string {
	s := strings.TrimSpace(x.input.Value())
	if x.prose {
		s = strings.ReplaceAll(s, lineEnd, "\n")
	}
	return s
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
	Ready      bool // the fields say an edit
	focus      int
	scroll     int // of what the edit would do
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
		return x.value()
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
			if x.prose {
				value = strings.ReplaceAll(value, "\n", lineEnd)
			}
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
	switch k.String() {
	case "pgdown":
		f.scroll += scrollBy
		return
	case "pgup":
		f.scroll -= scrollBy
		return
	}
	if len(f.Fields) == 0 {
		switch k.String() {
		case "j", "down":
			f.scroll++
		case "k", "up":
			f.scroll--
		}
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
	switch {
	case x.prose && k.Type == tea.KeyCtrlJ:
		k = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(lineEnd)}
	case x.prose && k.Type == tea.KeyRunes:
		k.Runes = []rune(strings.NewReplacer("\r\n", lineEnd, "\n", lineEnd, "\r", lineEnd, "\x00", "").Replace(string(k.Runes)))
	case k.Paste || k.Type == tea.KeyRunes:
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

// Scroll moves what the edit would do by a number of lines.
func (f *Form) Scroll(by int) { f.scroll += by }

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

// What an edit would do is shown in as many lines whatever it is, so that the
// dialog does not jump while its fields are typed.
const (
	consequenceLines = 14
	scrollBy         = 8
)

// Height is how many lines the form wants, frame included.
func (f *Form) Height() int {
	n := len(f.Fields)
	if n > 0 {
		n += 2
	}
	return n + consequenceLines + 4
}

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
	f.drawConsequence(c, screen.Rect{X: r.X + 2, Y: y, W: r.W - 4, H: r.Y + r.H - 3 - y})
	c.Rule(r, r.Y+r.H-3)
	verb := f.Verb
	if verb == "" {
		verb = "accept"
	}
	var hints []string
	if f.Ready && f.Preview.Err == nil {
		hints = append(hints, "enter "+verb)
	}
	if len(f.Fields) > 1 {
		hints = append(hints, "tab next")
	}
	if len(f.Fields) > 0 && f.Fields[f.focus].prose {
		hints = append(hints, "ctrl+j new line")
	}
	c.Put(r.X+2, r.Y+r.H-2, r.W-4, safe.Text(strings.Join(append(hints, "esc leave without change"), "   ")), screen.Dim)
}

// drawConsequence paints what the edit would do, from where it was scrolled to.
func (f *Form) drawConsequence(c *screen.Canvas, r screen.Rect) {
	lines := f.consequence(r.W)
	f.scroll = max(0, min(f.scroll, len(lines)-r.H))
	for i := range min(r.H, len(lines)-f.scroll) {
		x, w := r.X, r.W
		for _, s := range lines[f.scroll+i] {
			n := c.Put(x, r.Y+i, w, s.Text, s.Role)
			x, w = x+n, w-n
		}
	}
	if more := len(lines) - f.scroll - r.H; more > 0 || f.scroll > 0 {
		text := safe.Text(" pgdn " + itoa(max(0, more)) + " more lines ")
		if more <= 0 {
			text = " pgup back "
		}
		c.Put(r.X+r.W-safe.Width(text), r.Y+r.H, safe.Width(text), text, screen.Dim)
	}
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
		drawChoice(c, screen.Rect{X: at, Y: r.Y, W: room, H: 1}, x, focused)
		return
	}
	value, cursor := []rune(x.input.Value()), x.input.Position()
	from := 0
	if cursor >= room-1 { // keep the cursor in sight
		from = cursor - room + 2
	}
	shown := safe.Clean(string(value[from:]))
	if c.ASCII && x.prose {
		shown = safe.Text(strings.ReplaceAll(string(shown), lineEnd, "|"))
	}
	c.Put(at, r.Y, room, shown, screen.Normal)
	if focused {
		before := safe.Width(safe.Clean(string(value[from:cursor])))
		c.Tint(at, r.Y, room, screen.Input)
		c.Tint(at+before, r.Y, 1, screen.Cursor)
	}
}

// drawChoice paints the options in a row, the chosen one in brackets, from
// the first that lets the chosen one be seen.
func drawChoice(c *screen.Canvas, r screen.Rect, x *Field, focused bool) {
	open, shut := c.Glyph("‹", "<"), c.Glyph("›", ">")
	width := func(i int) int { return safe.Width(safe.Clean(x.Options[i])) + 2 }
	first, used := 0, 0
	for i := 0; i <= x.Choice; i++ {
		for used += width(i); used > r.W && first < i; first++ {
			used -= width(first)
		}
	}
	at, room := r.X, r.W
	for i := first; i < len(x.Options); i++ {
		text, role := " "+safe.Clean(x.Options[i])+" ", screen.Dim
		if i == x.Choice {
			text, role = open+safe.Clean(x.Options[i])+shut, screen.Bright
			if focused {
				role = screen.Cursor
			}
		}
		n := c.Put(at, r.Y, room, text, role)
		at, room = at+n, room-n
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
	var out [][]screen.Span
	if f.Preview.Err != nil {
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
	wrapped := func(role screen.Role, text string) {
		for _, t := range safe.Wrap(safe.Clean(text), width) {
			out = append(out, []screen.Span{{Text: t, Role: role}})
		}
	}
	wrapped(role, "adds to the migration, which "+lock.String())
	for _, s := range f.Preview.Statements {
		if s.Loss != "" {
			wrapped(screen.Failure, "loses "+s.Loss)
		}
		if s.Fails != "" {
			wrapped(screen.Caution, "fails where "+s.Fails)
		}
	}
	if names := f.staleNames(); names != "" {
		wrapped(screen.Caution, "the text of functions is not changed; these say the old name: "+names)
	}
	out = append(out, f.findingLines()...)
	for _, s := range f.Preview.Statements {
		for _, l := range screen.SQLLines(s.SQL+";", width-2) {
			out = append(out, append([]screen.Span{{Text: "  ", Role: screen.Normal}}, l...))
		}
	}
	return out
}

// staleNames lists the functions whose text says a name that is taken away.
func (f *Form) staleNames() string {
	names := make([]string, len(f.Preview.Stale))
	for i, r := range f.Preview.Stale {
		names[i] = r.Name.String() + "()"
	}
	return strings.Join(names, ", ")
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
