package parse

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
)

// alterIndex reads ALTER INDEX: of what it can do, only attaching matters.
func (f *fold) alterIndex(name model.Name, s *pg.AlterTableStmt) error {
	for _, n := range s.Cmds {
		c := n.GetAlterTableCmd()
		switch c.Subtype {
		case pg.AlterTableType_AT_AttachPartition:
			part := f.relationName(c.Def.GetPartitionCmd().GetName())
			owner, ok := f.b.IndexOwner(part)
			if !ok {
				return &model.NotFoundError{What: "index", Name: part.String()}
			}
			if t := f.b.Table(owner); t.Constraint(part.Name) != nil && t.Index(part.Name) == nil {
				return f.b.ChangeConstraint(owner, part.Name, func(k *model.Constraint) { k.Inherited = true })
			}
			return f.b.ChangeIndex(part, func(x *model.Index) { x.Parent = name.Name })
		case pg.AlterTableType_AT_SetRelOptions:
			return absent(f.b.ChangeIndex(name, func(x *model.Index) {
				x.Options = mergeOptions(x.Options, options(c.Def.GetList().GetItems()))
			}), s.MissingOk)
		case pg.AlterTableType_AT_ResetRelOptions:
			return absent(f.b.ChangeIndex(name, func(x *model.Index) {
				x.Options = withoutOptions(x.Options, options(c.Def.GetList().GetItems()))
			}), s.MissingOk)
		case pg.AlterTableType_AT_SetTableSpace:
			return absent(f.b.ChangeIndex(name, func(x *model.Index) { x.Tablespace = c.Name }), s.MissingOk)
		case pg.AlterTableType_AT_ChangeOwner:
		default:
			f.carryCommand(s, c)
		}
	}
	return nil
}

func (f *fold) alterView(name model.Name, s *pg.AlterTableStmt) error {
	v, err := f.b.OwnView(name)
	if err != nil {
		return absent(err, s.MissingOk)
	}
	for _, n := range s.Cmds {
		c := n.GetAlterTableCmd()
		switch c.Subtype {
		case pg.AlterTableType_AT_SetRelOptions:
			v.Options = mergeOptions(v.Options, options(c.Def.GetList().GetItems()))
		case pg.AlterTableType_AT_ResetRelOptions:
			v.Options = withoutOptions(v.Options, options(c.Def.GetList().GetItems()))
		case pg.AlterTableType_AT_ChangeOwner, pg.AlterTableType_AT_ClusterOn:
		default:
			f.carryCommand(s, c)
		}
	}
	return nil
}
