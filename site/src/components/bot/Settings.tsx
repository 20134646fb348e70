import { useQuery } from "@tanstack/react-query"
import { lazy, Suspense, useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Bot } from "../../client/contract.ts"
import { trimmed } from "../../format/number.ts"
import { isDecimal } from "../../format/decimal.ts"
import { Failed, Loading } from "../States.tsx"

/** The rules come with it, so it is loaded only when something is to be changed. */
const Change = lazy(() => import("./Change.tsx"))

const startWords = (start: Bot["settings"]["start"]): string => {
  switch (start._tag) {
    case "IMMEDIATELY":
      return "at once"
    case "MANUAL":
      return "when you say so"
    case "PRICE_CHANGE":
      return `after a move of ${start.percent} %`
    case "TRADINGVIEW":
      return `on a TradingView ${start.action.toLowerCase()}`
  }
}

const shown = (value: unknown, unit: string): string => {
  if (typeof value === "boolean") return value ? "Yes" : "No"
  if (typeof value === "number") return String(value)
  if (typeof value !== "string") return "–"
  if (!isDecimal(value)) return value.charAt(0) + value.slice(1).toLowerCase()
  return unit === "PERCENT" ? `${trimmed(value)} %` : trimmed(value)
}

/** A bot's settings, and the way to change them. */
export const Settings = ({ bot }: { bot: Bot }) => {
  const [changing, setChanging] = useState(false)
  const asked = useQuery({
    queryKey: ["strategies"],
    queryFn: ({ signal }) => ask("GET /strategies", { signal }),
    staleTime: Infinity
  })
  if (asked.data === undefined)
    return asked.isError ? (
      <Failed what="Its settings can't be shown" error={asked.error} retry={() => void asked.refetch()} />
    ) : (
      <Loading height={160} />
    )
  const fields = asked.data.find(({ strategy }) => strategy === bot.settings._tag)?.fields ?? []
  const values: Readonly<Record<string, unknown>> = { ...bot.settings }
  if (changing)
    return (
      <Suspense fallback={<Loading height={320} />}>
        <Change bot={bot} close={() => setChanging(false)} />
      </Suspense>
    )
  return (
    <div className="step">
      <dl className="settings-grid">
        <div>
          <dt>Starts</dt>
          <dd>{startWords(bot.settings.start)}</dd>
        </div>
        {fields
          .filter(({ name }) => values[name] !== undefined)
          .map(({ name, title, unit }) => (
            <div key={name}>
              <dt>{title}</dt>
              <dd className="figure">{shown(values[name], unit)}</dd>
            </div>
          ))}
      </dl>
      <div className="row">
        <button type="button" className="button" data-testid="change-settings" onClick={() => setChanging(true)}>
          Change settings
        </button>
      </div>
    </div>
  )
}
