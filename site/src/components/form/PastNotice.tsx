import type { Market } from "../../client/contract.ts"

type Past = NonNullable<Market["past"]>

/** Of fewer days a preset is a guess. */
const ENOUGH_DAYS = 7
export const enoughPast = (past: Past | undefined): boolean => past === undefined || past.days >= ENOUGH_DAYS

/** Says that a market's past is still being fetched, and in `words` what that means here. */
export const PastNotice = ({ past, words }: { past: Past; words: string }) => (
  <div className="notice" data-testid="past-notice" role="status">
    <progress max={100} value={past.percent} aria-label="The market's past" />
    <span className="spread">
      The past is being fetched, {past.percent}
      {"\u202f"}%. {words}
    </span>
  </div>
)
