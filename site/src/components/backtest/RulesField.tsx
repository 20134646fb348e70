import type { RulesOnOffer } from "../../worker/asks.ts"
import type { Connection } from "../../client/contract.ts"
import { chargedBy, inTier } from "./fee-tier.ts"
import { kindOf } from "../../words/connection-words.ts"
import { Folded } from "../parts/Folded.tsx"
import { RuleList } from "../parts/RuleList.tsx"
import { TierField } from "./TierField.tsx"
import { feesText } from "./run-lines.ts"
import type { Conditions } from "./conditions.ts"

/** By whose rules, and at whose fees, it is run; those that the market can't be traded by are greyed, and it is said why. */
export const RulesField = ({
  offer,
  chosen,
  feeTier,
  accounts,
  onChoose
}: {
  offer: ReadonlyArray<RulesOnOffer>
  chosen: Conditions["rules"]
  feeTier: number
  /** The trader's own: what one of them is charged can be taken over. */
  accounts: ReadonlyArray<Connection>
  onChoose: (conditions: Partial<Conditions>) => void
}) => {
  const one = offer.find(({ name }) => name === chosen)
  const greyed = offer.filter(({ name, problem }) => problem !== undefined && name !== chosen)
  return (
    <>
      <div className="field">
        <label htmlFor="condition-rules">Rules and fees</label>
        <span className="input" data-bad={one?.problem !== undefined}>
          <select
            id="condition-rules"
            data-testid="backtest-rules"
            value={chosen}
            aria-invalid={one?.problem !== undefined}
            aria-describedby="condition-rules-help"
            onChange={({ currentTarget: { value } }) => {
              const next = offer.find(({ name }) => name === value)
              if (next !== undefined) onChoose({ rules: next.name, feeTier: 1 })
            }}
          >
            {one === undefined && <option value={chosen}>…</option>}
            {offer.map(({ name, problem, title }) => (
              <option key={name} value={name} disabled={problem !== undefined && name !== chosen}>
                {kindOf({ environment: "PAPER", terms: name }, title)}
              </option>
            ))}
          </select>
        </span>
        <p id="condition-rules-help" className={one?.problem === undefined ? "help" : "problem"}>
          {one?.problem ?? (one && feesText(inTier(one, feeTier).instrument))}
        </p>
      </div>
      {one !== undefined && one.problem === undefined && one.tiers.length > 0 && (
        <TierField tiers={one.tiers} chosen={feeTier} onChoose={(tier) => onChoose({ feeTier: tier })} />
      )}
      {one !== undefined &&
        one.problem === undefined &&
        chargedBy(accounts, one).map(({ fees, id, text }) => (
          <p key={id} className="row" data-testid="charged">
            <span className="soft">{text}.</span>
            <button type="button" className="button quiet" onClick={() => onChoose(fees)}>
              Use its fees
            </button>
          </p>
        ))}
      {greyed.length > 0 && (
        <Folded title={`Not for this market: ${greyed.map(({ title }) => title).join(", ")}`} open={false}>
          <RuleList meaning={greyed.flatMap(({ problem = [] }) => problem)} />
        </Folded>
      )}
      {one !== undefined && one.problem === undefined && chosen !== "paper" && (
        <Folded title="What these rules mean" open={false}>
          <RuleList meaning={one.meaning} />
        </Folded>
      )}
    </>
  )
}
