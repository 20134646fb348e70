import { useMemo } from "react"
import type { Field, Market } from "../../client/contract.ts"
import type { Draft, Problems } from "./draft.ts"
import { FieldContext } from "./FieldContext.ts"
import { FieldList } from "./FieldList.tsx"

const nothing: Draft["values"] = {}

/** A strategy's settings as a form, made from its fields; `without` leaves out what is asked elsewhere. */
export const SettingsFields = ({
  fields,
  draft,
  problems,
  instrument,
  anchors = nothing,
  without = [],
  onDraft
}: {
  fields: ReadonlyArray<Field>
  draft: Draft
  problems: Problems
  instrument: Market["instrument"]
  anchors?: Draft["values"]
  without?: ReadonlyArray<string>
  onDraft: (draft: Draft) => void
}) => {
  const shown = fields.filter(({ name }) => !without.includes(name))
  // How it starts stands after what it does.
  const ordered = [...shown.filter(({ kind }) => kind !== "UNION"), ...shown.filter(({ kind }) => kind === "UNION")]
  const form = useMemo(
    () => ({
      draft,
      problems,
      instrument,
      anchors,
      change: (path: string, value: string | boolean) =>
        onDraft({ ...draft, values: { ...draft.values, [path]: value } }),
      choose: (group: string, way: string) => onDraft({ ...draft, ways: { ...draft.ways, [group]: way } })
    }),
    [draft, problems, instrument, anchors, onDraft]
  )
  return (
    <FieldContext.Provider value={form}>
      <FieldList fields={ordered} />
    </FieldContext.Provider>
  )
}
