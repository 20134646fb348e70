import type { Market, Price } from "../market/market.ts"
import type { BotSettings } from "../strategy/settings.ts"
import type { TermsName } from "../terms/list.ts"

/** What is rehearsed: the configuration, and what the market begins with. The same again gives the same rows. */
export interface RehearsalOf {
  /** As the account trades it (`marketBy`). */
  readonly market: Market
  readonly settings: BotSettings
  /** By whose rules its account trades; the kind ones when absent. */
  readonly terms?: TermsName
  /** The market's price at its beginning. */
  readonly price: Price
  /** Market time, ms: of a stock's, the next regular session is gone to. */
  readonly at: number
  readonly seed: number
}
