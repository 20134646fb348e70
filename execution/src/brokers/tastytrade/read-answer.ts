import { Option, Redacted } from "effect"
import { exactJson } from "../../wire/exact-json.ts"

/** What signs in, as answers call it. */
const SECRETS = new Set(["access_token", "token"])

const hidden = (value: unknown): unknown =>
  typeof value !== "object" || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value).map(([name, one]: readonly [string, unknown]) => [
          name,
          SECRETS.has(name) && typeof one === "string" ? Redacted.make(one) : name === "data" ? hidden(one) : one
        ])
      )

/** Reads an answer, its numbers as text: what signs in is hidden before anybody sees it, so that no trace has it. */
export const readAnswer = (text: string): Option.Option<unknown> => Option.map(exactJson(text), hidden)
