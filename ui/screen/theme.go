package screen

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/render/erd"
)

// Role is what a piece of text means; a theme gives it its look.
type Role uint8

// The roles.
const (
	Normal Role = iota
	Dim
	Bright
	Accent
	Border
	BorderFocus
	TitleFocus
	Cursor     // the row under the cursor in the pane that has the focus
	CursorIdle // and in the others
	Failure
	Caution
	Notice
	Proved
	Added
	Changed
	Removed
	KeyMark
	Reference
	Code
	Keyword
	Literal
	Input
	lastRole
)

// Theme turns roles into the terminal's escape sequences. Each session has
// its own.
type Theme struct {
	on, off [lastRole]string
}

// PlainTheme shows every role alike: for text that goes elsewhere than to a
// terminal.
func PlainTheme() *Theme { return &Theme{} }

// attributeTheme tells roles apart without colours, by weight, underlining
// and reversal.
func attributeTheme() *Theme {
	t := &Theme{}
	set := func(on, off string, roles ...Role) {
		for _, r := range roles {
			t.on[r], t.off[r] = "\x1b["+on+"m", "\x1b["+off+"m"
		}
	}
	set("1", "22", Bright, TitleFocus, Failure, KeyMark)
	set("2", "22", Dim, Border)
	set("4", "24", CursorIdle, Input)
	set("7", "27", Cursor)
	return t
}

// NewTheme makes the theme for a renderer, which knows how many colours the
// terminal has and whether it is dark. Nothing is asked of the terminal later.
func NewTheme(r *lipgloss.Renderer) *Theme {
	if r.ColorProfile() == termenv.Ascii {
		return attributeTheme()
	}
	dark := r.HasDarkBackground()
	pick := func(onDark, onLight string) lipgloss.Color {
		if dark {
			return lipgloss.Color(onDark)
		}
		return lipgloss.Color(onLight)
	}
	accent := pick("#7aa2f7", "#1d4ed8")
	styles := [lastRole]lipgloss.Style{
		Dim:         r.NewStyle().Foreground(pick("#7f8597", "#6b7280")),
		Bright:      r.NewStyle().Bold(true),
		Accent:      r.NewStyle().Foreground(accent),
		Border:      r.NewStyle().Foreground(pick("#3b4261", "#c3c8d4")),
		BorderFocus: r.NewStyle().Foreground(accent),
		TitleFocus:  r.NewStyle().Foreground(accent).Bold(true),
		Cursor:      r.NewStyle().Reverse(true),
		CursorIdle:  r.NewStyle().Underline(true),
		Failure:     r.NewStyle().Foreground(pick("#f7768e", "#b91c1c")),
		Caution:     r.NewStyle().Foreground(pick("#e0af68", "#92600a")),
		Notice:      r.NewStyle().Foreground(pick("#7dcfff", "#0e7490")),
		Proved:      r.NewStyle().Foreground(pick("#9ece6a", "#3f7d20")),
		Added:       r.NewStyle().Foreground(pick("#7dcfff", "#0e7490")),
		Changed:     r.NewStyle().Foreground(pick("#e0af68", "#92600a")),
		Removed:     r.NewStyle().Foreground(pick("#f7768e", "#b91c1c")),
		KeyMark:     r.NewStyle().Foreground(pick("#e0af68", "#92600a")),
		Reference:   r.NewStyle().Foreground(pick("#bb9af7", "#6d28d9")),
		Code:        r.NewStyle(),
		Keyword:     r.NewStyle().Foreground(pick("#bb9af7", "#6d28d9")),
		Literal:     r.NewStyle().Foreground(pick("#9ece6a", "#3f7d20")),
		Input:       r.NewStyle().Underline(true),
	}
	t := &Theme{}
	for i, s := range styles {
		const probe = "x"
		painted := s.Render(probe)
		if at := strings.Index(painted, probe); at > 0 {
			t.on[i], t.off[i] = painted[:at], painted[at+len(probe):]
		}
	}
	return t
}

// pictureRole gives the role of a diagram's cell.
func pictureRole(r erd.Role) Role {
	switch r {
	case erd.Line, erd.Frame:
		return Border
	case erd.Title:
		return Bright
	case erd.Key:
		return KeyMark
	case erd.Foreign:
		return Reference
	case erd.Dim:
		return Dim
	case erd.Mark:
		return Dim
	case erd.FocusLine, erd.FocusFrame:
		return Accent
	case erd.FocusTitle:
		return TitleFocus
	case erd.Added:
		return Added
	case erd.Changed:
		return Changed
	}
	return Normal
}

// SeverityRole gives the role of a severity.
func SeverityRole(s checks.Severity) Role {
	switch s {
	case checks.Error:
		return Failure
	case checks.Warning:
		return Caution
	}
	return Notice
}
