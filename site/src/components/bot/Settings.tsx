import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { carryTo } from "../../client/carry.ts"
import type { Bot, Field } from "../../client/contract.ts"
import { strategies } from "../../client/queries.ts"
import { choiceWords } from "../../client/words.ts"
import { trimmed } from "../../format/number.ts"
import { isDecimal } from "../../format/decimal.ts"
import { Change } from "./Change.tsx"
import { Limits } from "./Limits.tsx"
import { Failed, Loading } from "../States.tsx"

interface Line {
  readonly path: string
  readonly title: string
  readonly text: string
}

const plain = (value: unknown, { unit }: Field): string => {
  if (typeof value === "boolean") return value ? "Yes" : "No"
  if (typeof value === "number") return String(value)
  if (typeof value !== "string") return "–"
  if (!isDecimal(value)) return choiceWords(value)
  return unit === "PERCENT" ? `${trimmed(value)} %` : trimmed(value)
}

/** Every setting as a line, those inside others after them. */
const linesOf = (field: Field, value: unknown, path: string): ReadonlyArray<Line> => {
  if (value === undefined) return []
  if (field.kind === "LIST" && Array.isArray(value))
    return value.flatMap((one, i) => (field.item ? linesOf(field.item, one, `${path}.${i}`) : []))
  if (field.kind !== "UNION" || typeof value !== "object" || value === null)
    return [{ path, title: field.title, text: plain(value, field) }]
  const inner: Readonly<Record<string, unknown>> = { ...value }
  const variant = field.variants?.find(({ tag }) => tag === inner["_tag"])
  return [
    { path, title: field.title, text: variant?.title ?? "" },
    ...(variant?.fields ?? []).flatMap((one) => linesOf(one, inner[one.name], `${path}.${one.name}`))
  ]
}

/** A bot's settings, and the way to change them. */
export const Settings = ({ bot }: { bot: Bot }) => {
  const [changing, setChanging] = useState(false)
  const asked = useQuery(strategies)
  if (asked.data === undefined)
    return asked.isError ? (
      <Failed what="Its settings can't be shown" error={asked.error} retry={() => void asked.refetch()} />
    ) : (
      <Loading height={160} />
    )
  const fields = asked.data.find(({ strategy }) => strategy === bot.settings._tag)?.fields ?? []
  const values: Readonly<Record<string, unknown>> = { ...bot.settings }
  if (changing) return <Change bot={bot} fields={fields} close={() => setChanging(false)} />
  return (
    <div className="step">
      <dl className="settings-grid">
        {fields
          .flatMap((field) => linesOf(field, values[field.name], field.name))
          .map(({ path, title, text }) => (
            <div key={path}>
              <dt>{title}</dt>
              <dd className="figure">{text}</dd>
            </div>
          ))}
      </dl>
      <div className="row">
        <button type="button" className="button" data-testid="change-settings" onClick={() => setChanging(true)}>
          Change settings
        </button>
        <button
          type="button"
          className="button"
          onClick={() =>
            carryTo("/app/backtest/", { exchange: bot.exchange, symbol: bot.symbol, settings: bot.settings })
          }
        >
          Backtest these
        </button>
      </div>
      <Limits bot={bot} />
    </div>
  )
}
