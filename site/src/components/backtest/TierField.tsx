import type { RulesOnOffer } from "../../worker/asks.ts"
import { tierText } from "./fee-tier.ts"

/** In which of its broker's fee tiers the account is. */
export const TierField = ({
  tiers,
  chosen,
  onChoose
}: {
  tiers: RulesOnOffer["tiers"]
  chosen: number
  onChoose: (tier: number) => void
}) => (
  <div className="field">
    <label htmlFor="condition-tier">Fee tier</label>
    <span className="input">
      <select
        id="condition-tier"
        data-testid="backtest-tier"
        value={chosen}
        onChange={({ currentTarget: { value } }) => onChoose(Number(value))}
      >
        {tiers.map((tier, index) => (
          <option key={tier.from} value={index + 1}>
            {tierText(tier, index + 1)}
          </option>
        ))}
      </select>
    </span>
    <p className="help">The account’s, by what it traded; what rested is charged the first, what takes the second.</p>
  </div>
)
