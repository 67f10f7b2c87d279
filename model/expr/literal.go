package expr

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// CanonicalLiteral gives a literal of a type in one spelling, so that two that
// mean the same are the same text. ok is false where the type or the text is
// not known here.
func CanonicalLiteral(typeName, text string) (_ string, ok bool) {
	switch typeName {
	case "interval":
		return sameInterval(text)
	case "timestamp", "timestamptz", "date", "timestamp without time zone", "timestamp with time zone":
		return sameTime(text)
	}
	return "", false
}

// timeLayouts are the forms in which people write times that the server
// prints in its own (DateStyle ISO).
var timeLayouts = []string{"2006-01-02 15:04:05.999999999Z07", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04", "2006-01-02"}

// sameTime takes a time without a zone for one in UTC, as a server whose
// TimeZone is that does.
func sameTime(text string) (string, bool) {
	if text == "epoch" {
		text = "1970-01-01"
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			return t.UTC().Format(time.RFC3339Nano), true
		}
	}
	return "", false
}

// sameInterval reads numbers with units and hours:minutes:seconds: what
// IntervalStyle postgres prints, and what people mostly write. An interval has
// three parts that do not turn into each other: months, days and time.
func sameInterval(text string) (string, bool) {
	var months, days, seconds float64
	words := strings.Fields(separated(strings.ToLower(text)))
	for i := 0; i < len(words); i++ {
		w := words[i]
		if clock := strings.Split(strings.TrimLeft(w, "+-"), ":"); len(clock) > 1 {
			s, ok := clockSeconds(clock)
			if !ok {
				return "", false
			}
			if strings.HasPrefix(w, "-") {
				s = -s
			}
			seconds += s
			continue
		}
		n, err := strconv.ParseFloat(w, 64)
		if i++; err != nil || i == len(words) {
			return "", false
		}
		switch strings.TrimSuffix(words[i], "s") {
		case "year", "y", "yr":
			months += 12 * n
		case "month", "mon":
			months += n
		case "week", "w":
			days += 7 * n
		case "day", "d":
			days += n
		case "hour", "h", "hr":
			seconds += 3600 * n
		case "minute", "min", "m":
			seconds += 60 * n
		case "second", "sec", "":
			seconds += n
		default:
			return "", false
		}
	}
	if len(words) == 0 || months != float64(int(months)) || days != float64(int(days)) {
		return "", false // PostgreSQL spreads the fraction
	}
	return fmt.Sprintf("%g months %g days %g seconds", months, days, seconds), true
}

// separated puts a space between a number and the letters behind it.
func separated(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && r >= 'a' && r <= 'z' && s[i-1] >= '0' && s[i-1] <= '9' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func clockSeconds(parts []string) (seconds float64, ok bool) {
	if len(parts) == 2 {
		parts = append(parts, "0")
	}
	if len(parts) != 3 {
		return 0, false
	}
	for _, p := range parts {
		n, err := strconv.ParseFloat(p, 64)
		if err != nil {
			return 0, false
		}
		seconds = seconds*60 + n
	}
	return seconds, true
}
