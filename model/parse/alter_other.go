package parse

import (
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
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
		case pg.AlterTableType_AT_SetRelOptions, pg.AlterTableType_AT_ResetRelOptions, pg.AlterTableType_AT_SetTableSpace:
			if err := absent(f.indexSetting(name, c), s.MissingOk); err != nil {
				return err
			}
		case pg.AlterTableType_AT_ChangeOwner:
		case pg.AlterTableType_AT_SetStatistics:
			f.indexStatistics(name, c)
		default:
			f.carryCommand(s, c)
		}
	}
	return nil
}

// indexStatistics carries how finely ANALYZE looks at a column of an index.
func (f *fold) indexStatistics(name model.Name, c *pg.AlterTableCmd) {
	alter := "ALTER INDEX " + name.String() + " ALTER COLUMN " + strconv.Itoa(int(c.Num)) + " SET STATISTICS "
	undo := alter + "-1"
	target := statistics(c.Def)
	if target == nil {
		f.b.DropCarried(undo)
		return
	}
	owner, _ := f.b.IndexOwner(name)
	f.b.Carry(&model.Verbatim{SQL: alter + strconv.Itoa(*target), What: "ALTER INDEX", Reason: notModelled, Origin: f.origin,
		Canonical: alter + strconv.Itoa(*target), Undo: undo, On: owner})
}

// indexSetting changes how an index is kept; one behind a constraint is the
// constraint's.
func (f *fold) indexSetting(name model.Name, c *pg.AlterTableCmd) error {
	set := func(list *[]string, space *string) {
		given := options(c.Def.GetList().GetItems())
		switch c.Subtype {
		case pg.AlterTableType_AT_SetRelOptions:
			*list = mergeOptions(*list, given)
		case pg.AlterTableType_AT_ResetRelOptions:
			*list = withoutOptions(*list, given)
		default:
			*space = tablespace(c.Name)
		}
	}
	if owner, ok := f.b.IndexOwner(name); ok {
		if t := f.b.Table(owner); t != nil && t.Constraint(name.Name) != nil && t.Index(name.Name) == nil {
			return f.b.ChangeConstraint(owner, name.Name, func(k *model.Constraint) { set(&k.Options, &k.Tablespace) })
		}
	}
	return f.b.ChangeIndex(name, func(x *model.Index) { set(&x.Options, &x.Tablespace) })
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
		case pg.AlterTableType_AT_ChangeOwner:
			v.Owner = f.newOwner(c.Newowner)
		case pg.AlterTableType_AT_ClusterOn:
		case pg.AlterTableType_AT_ColumnDefault:
			if err := f.viewDefault(v, c); err != nil {
				return err
			}
		default:
			f.carryCommand(s, c)
		}
	}
	return nil
}

func (f *fold) viewDefault(v *model.View, c *pg.AlterTableCmd) error {
	for i, col := range v.Columns {
		if col.Name == c.Name {
			n := *col
			n.Default = f.expr(c.Def)
			v.Columns[i] = &n
			return nil
		}
	}
	return &model.NotFoundError{What: "column", Name: ident.Quote(c.Name), In: v.Name.String()}
}
