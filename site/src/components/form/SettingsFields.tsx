import { memo, useMemo } from "react"
import type { Field, Market } from "../../client/contract.ts"
import type { Draft, Problems } from "./draft.ts"
import { FieldContext } from "./FieldContext.ts"
import { FieldList } from "./FieldList.tsx"

const nothing: Draft["values"] = {}

/** Settings as a form, made from their fields. Drawn anew for what it is given alone, not with every price that comes. */
export const SettingsFields = memo(function SettingsFields({
  fields,
  draft,
  problems,
  instrument,
  anchors = nothing,
  onDraft
}: {
  fields: ReadonlyArray<Field>
  draft: Draft
  problems: Problems
  instrument: Market["instrument"]
  anchors?: Draft["values"]
  onDraft: (draft: Draft) => void
}) {
  // How it starts stands after what it does.
  const ordered = [...fields.filter(({ kind }) => kind !== "UNION"), ...fields.filter(({ kind }) => kind === "UNION")]
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
})
