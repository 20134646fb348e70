import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { carryTo } from "../../client/carried-settings.ts"
import type { Bot } from "../../client/contract.ts"
import { exchanges, strategies } from "../../client/queries.ts"
import { settingLines } from "../../words/setting-lines.ts"
import { ChangeSettings } from "./ChangeSettings.tsx"
import { BotLimits } from "./BotLimits.tsx"
import { SettingsGrid } from "../parts/SettingsGrid.tsx"
import { Missing } from "../parts/Missing.tsx"

/** A bot's settings, and the way to change them. */
export const CurrentSettings = ({ bot }: { bot: Bot }) => {
  const [changing, setChanging] = useState(false)
  const asked = useQuery(strategies)
  const { data: known } = useQuery(exchanges)
  const account = known?.flatMap(({ accounts }) => accounts).find(({ id }) => id === bot.connection)
  if (asked.data === undefined) return <Missing what="Its settings can't be shown" asked={[asked]} height={160} />
  const fields = asked.data.find(({ strategy }) => strategy === bot.settings._tag)?.fields ?? []
  if (changing) return <ChangeSettings bot={bot} fields={fields} close={() => setChanging(false)} />
  return (
    <div className="step">
      <SettingsGrid lines={settingLines(fields, bot.settings)} />
      <div className="row">
        <button type="button" className="button" data-testid="change-settings" onClick={() => setChanging(true)}>
          Change settings
        </button>
        <button
          type="button"
          className="button"
          onClick={() =>
            carryTo("/app/backtest/", {
              venue: bot.venue,
              symbol: bot.symbol,
              settings: bot.settings,
              ...(account !== undefined && { options: { terms: account.terms } })
            })
          }
        >
          Backtest these
        </button>
      </div>
      <BotLimits bot={bot} />
    </div>
  )
}
