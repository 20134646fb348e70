import { strategies } from "@tradetower/domain"
import type { Settings } from "../../client/contract.ts"
import { Drawing } from "./Drawing.tsx"

const tags: ReadonlyArray<Settings["_tag"]> = ["GRID", "DCA"]

/** The strategies: what each does, when it works and when it hurts. */
export const StrategyChoice = ({
  chosen,
  onChoose
}: {
  chosen: Settings["_tag"]
  onChoose: (tag: Settings["_tag"]) => void
}) => (
  <fieldset className="choices">
    <legend className="unseen">Strategy</legend>
    {tags.map((tag) => {
      const { title, sentence, works, hurts } = strategies[tag]
      return (
        <label key={tag} className="choice" data-testid={`strategy-${tag}`}>
          <span className="choice-head">
            <strong>{title}</strong>
            <input type="radio" name="strategy" checked={chosen === tag} onChange={() => onChoose(tag)} />
          </span>
          <Drawing strategy={tag} />
          <span>{sentence}</span>
          <dl>
            <div>
              <dt className="up">Works</dt>
              <dd>{works}</dd>
            </div>
            <div>
              <dt className="down">Hurts</dt>
              <dd>{hurts}</dd>
            </div>
          </dl>
        </label>
      )
    })}
  </fieldset>
)
