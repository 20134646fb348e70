import type { Verdict } from "../../worker/judge.ts"

/** What settings come to, in words: what speaks against them, what will happen, and on futures what they risk. */
export const VerdictWords = ({
  verdict,
  words,
  riskOf
}: {
  verdict: Verdict | undefined
  words: string
  /** Of what the risk is told, where it is not of the start that is being decided. */
  riskOf?: string
}) => (
  <>
    {verdict?.warning !== undefined && (
      <p className="warn" data-testid="limit-warning">
        {verdict.warning}
      </p>
    )}
    {verdict?.cantStart !== undefined && (
      <p className="problem" data-testid="cant-start">
        {verdict.cantStart}.
      </p>
    )}
    {verdict?.levelProblem !== undefined && <p className="warn">{verdict.levelProblem}</p>}
    <p data-testid="what-happens" aria-live="polite">
      {words}
    </p>
    {verdict?.risk !== undefined && (
      <p className="warn" data-testid="futures-risk">
        {riskOf}
        {verdict.risk}
      </p>
    )}
  </>
)
