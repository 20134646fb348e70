import { memo } from "react"
import type { Settings, StrategyView } from "../../client/contract.ts"
import { strategiesIn, strategyGroups } from "../../words/words.ts"
import { StrategyPicture } from "./StrategyPicture.tsx"

const marketWords = { SPOT: "Spot", FUTURES: "Futures", BOTH: "Spot or futures" } as const

const Card = ({ one, chosen, onChoose }: { one: StrategyView; chosen: boolean; onChoose: () => void }) => (
  <label className="choice" data-testid={`strategy-${one.strategy}`}>
    <StrategyPicture strategy={one.strategy} />
    <span className="choice-head">
      <strong>{one.title}</strong>
      <input type="radio" name="strategy" className="unseen" checked={chosen} onChange={onChoose} />
    </span>
    <small className="soft">{marketWords[one.markets]}</small>
  </label>
)

/** The strategies by kind; of the one chosen what it does, when it works and when it hurts. */
export const StrategyChoice = memo(function StrategyChoice({
  strategies,
  chosen,
  onChoose
}: {
  strategies: ReadonlyArray<StrategyView>
  chosen: Settings["_tag"]
  onChoose: (tag: Settings["_tag"]) => void
}) {
  const one = strategies.find(({ strategy }) => strategy === chosen)
  return (
    <>
      <fieldset className="choices">
        <legend className="unseen">Strategy</legend>
        {strategyGroups.map(({ group, title }) => {
          const there = strategiesIn(group).flatMap((tag) => strategies.filter(({ strategy }) => strategy === tag))
          return (
            there.length > 0 && (
              <div key={title} className="choice-group" role="group" aria-label={title}>
                <small className="soft">{title}</small>
                <div className="choice-row">
                  {there.map((strategy) => (
                    <Card
                      key={strategy.strategy}
                      one={strategy}
                      chosen={strategy.strategy === chosen}
                      onChoose={() => onChoose(strategy.strategy)}
                    />
                  ))}
                </div>
              </div>
            )
          )
        })}
      </fieldset>
      {one !== undefined && (
        <div className="choice-about" aria-live="polite">
          <p>{one.sentence}</p>
          <dl>
            <div>
              <dt className="up">Works</dt>
              <dd>{one.works}</dd>
            </div>
            <div>
              <dt className="down">Hurts</dt>
              <dd>{one.hurts}</dd>
            </div>
          </dl>
        </div>
      )}
    </>
  )
})
