package people

import (
	"slices"
	"strings"

	"mekiki/internal/lang"
)

// Role is a part that somebody plays. None contains another: a person may have several.
type Role string

// The roles.
const (
	Operator Role = "operator" // gives parts and commands, calls parts
	Engineer Role = "engineer" // looks into results, teaches, makes recipes
	Approver Role = "approver" // releases recipes
	Admin    Role = "admin"    // users, keys, storage
	Auditor  Role = "auditor"  // reads all, changes nothing
)

// All are the roles.
func All() []Role { return []Role{Operator, Engineer, Approver, Admin, Auditor} }

// Roles are those of a user or a key.
type Roles []Role

// Any says whether one of them is among the wanted ones.
func (r Roles) Any(wanted ...Role) bool {
	return slices.ContainsFunc(r, func(x Role) bool { return slices.Contains(wanted, x) })
}

func (r Roles) String() string {
	texts := make([]string, len(r))
	for i, x := range r {
		texts[i] = string(x)
	}
	return strings.Join(texts, ",")
}

// ParseRoles reads what String writes. The order is that of All, and none comes twice.
func ParseRoles(text string) (Roles, error) {
	var list []Role
	for _, t := range strings.Split(text, ",") {
		list = append(list, Role(strings.TrimSpace(t)))
	}
	return NewRoles(list...)
}

// NewRoles are these roles, at least one, in the order of All.
func NewRoles(list ...Role) (Roles, error) {
	var r Roles
	for _, x := range All() {
		if slices.Contains(list, x) {
			r = append(r, x)
		}
	}
	for _, x := range list {
		if !slices.Contains(All(), x) {
			return nil, invalid("roles", lang.Errorf("there is no role %q; there are operator, engineer, approver, admin and auditor", string(x)))
		}
	}
	if len(r) == 0 {
		return nil, invalid("roles", lang.Errorf("at least one role is needed: operator, engineer, approver, admin or auditor"))
	}
	return r, nil
}
