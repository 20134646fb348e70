import { sentenceOf } from "../../client/problem.ts"
import { counted } from "../../format/number.ts"

/** One run, or one for every set of values. */
export type Kind = "ONE" | "SWEEP"

const rankings = [
  ["RETURN", "Return"],
  ["SHARPE", "Sharpe"],
  ["RETURN_PER_DRAWDOWN", "Return over max drawdown"]
] as const
/** What a sweep's sets are ranked by. */
export type Ranking = (typeof rankings)[number][0]

/** What to run, and the button that begins it. */
export const RunPanel = ({
  kind,
  onKind,
  by,
  onBy,
  ofPreset,
  sets,
  ready,
  begins,
  error
}: {
  kind: Kind
  onKind: (kind: Kind) => void
  by: Ranking
  onBy: (by: Ranking) => void
  /** The values are a preset's, not the trader's own. */
  ofPreset: boolean
  /** How many sets a sweep has; nothing while no setting varies. */
  sets: number | undefined
  ready: boolean
  begins: boolean
  error: unknown
}) => (
  <section className="panel last-line" aria-label="Run it">
    <div className="row">
      <div className="segments" role="group" aria-label="What to run">
        <button type="button" aria-pressed={kind === "ONE"} onClick={() => onKind("ONE")}>
          One run
        </button>
        <button type="button" aria-pressed={kind === "SWEEP"} data-testid="kind-sweep" onClick={() => onKind("SWEEP")}>
          Sweep of values
        </button>
      </div>
      {kind === "SWEEP" && (
        <label className="input">
          <span className="unseen">Ranked by</span>
          <select
            value={by}
            onChange={({ currentTarget: { value } }) => onBy(rankings.find(([one]) => one === value)?.[0] ?? "RETURN")}
          >
            {rankings.map(([one, title]) => (
              <option key={one} value={one}>
                Ranked by: {title.toLowerCase()}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
    {ofPreset && (
      <p className="soft" data-testid="looks-ahead">
        A preset's values are laid out by the newest seven days: a run over earlier candles knows where the price went.
        What it made without knowing stands above.
      </p>
    )}
    {kind === "SWEEP" && sets === undefined && <p className="soft">Add the settings to vary, under Ranges.</p>}
    {error !== null && <p className="problem">{sentenceOf(error)}</p>}
    <div className="row">
      <button type="submit" className="button primary large" data-testid="run-backtest" disabled={!ready}>
        {begins ? "Beginning …" : kind === "ONE" ? "Run the backtest" : `Run ${counted(sets ?? 0, "set")}`}
      </button>
    </div>
  </section>
)
