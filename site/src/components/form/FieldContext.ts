import { createContext, useContext } from "react"
import type { Market } from "../../client/contract.ts"
import type { Draft, Problems } from "./draft.ts"

/** What every field of a form needs: the form as it stands, what is wrong, and how to change it. */
export interface FormContext {
  readonly draft: Draft
  readonly problems: Problems
  readonly instrument: Market["instrument"]
  /** Values of the preset the form began with, by path: what sliders are built around. */
  readonly anchors: Draft["values"]
  readonly change: (path: string, value: string | boolean) => void
  readonly choose: (group: string, way: string) => void
}

export const FieldContext = createContext<FormContext | undefined>(undefined)

/** The form a field is in. */
export const useForm = (): FormContext => {
  const form = useContext(FieldContext)
  if (form === undefined) throw new Error("a field stands outside a form")
  return form
}
