import type { ReactNode } from "react"
import type { StrategyView } from "../../client/contract.ts"
import { StrategyChoice } from "./StrategyChoice.tsx"
import type { BotForm } from "./use-bot-form.ts"

interface Props {
  readonly form: BotForm
  readonly strategies: ReadonlyArray<StrategyView>
}

/** The first step of a form of settings: which strategy. */
export const StrategyStep = ({ form, strategies }: Props) => (
  <section className="step">
    <h2>Strategy</h2>
    <StrategyChoice strategies={strategies} chosen={form.tag} onChoose={form.chooseStrategy} />
  </section>
)

/** In place of the whole form where the strategy has no market; `children`: what to do about it. */
export const StrategyWithoutMarket = ({ children, ...props }: Props & { readonly children: ReactNode }) => (
  <div className="form-columns">
    <div className="panel">
      <StrategyStep {...props} />
    </div>
    <div className="notice" data-tone="warn">
      {children}
    </div>
  </div>
)
