import type { Told } from "../../client/bot-commands.ts"
import { counted } from "../../format/number.ts"

/** What became of telling many bots: each that refused, with the reason. */
export const Results = ({ told, words }: { told: Told; words: string }) => (
  <div className="stack" data-testid="selection-results">
    <p>
      {counted(told.told, "bot")} {words}.
      {told.left.length > 0 && ` ${counted(told.left.length, "bot was", "bots were")} not told any more.`}
    </p>
    {told.refused.length > 0 && (
      <ul className="plain-list">
        {told.refused.map(({ bot, why }) => (
          <li key={bot.id}>
            <strong>{bot.name}</strong>
            <span className="problem">{why}</span>
          </li>
        ))}
      </ul>
    )}
  </div>
)
