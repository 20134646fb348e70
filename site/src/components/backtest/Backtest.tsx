import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { catalogue } from "./backtest-queries.ts"
import { exchanges, strategies } from "../../client/queries.ts"
import { CandleCatalogue } from "./CandleCatalogue.tsx"
import { CompareView } from "./CompareView.tsx"
import { EarlierRuns } from "./EarlierRuns.tsx"
import { BacktestForm } from "./BacktestForm.tsx"
import { ResultView } from "./ResultView.tsx"
import { SweepView } from "./SweepView.tsx"
import { Frame } from "../frame/Frame.tsx"
import { AfterPaint } from "../parts/AfterPaint.tsx"
import { BelowScreen } from "../parts/BelowScreen.tsx"
import { Missing } from "../parts/Missing.tsx"

const Begin = () => {
  const known = useQuery(exchanges)
  const all = useQuery(strategies)
  const series = useQuery(catalogue)
  if (known.data !== undefined && all.data !== undefined && series.data !== undefined)
    return <BacktestForm exchanges={known.data} series={series.data} strategies={all.data} />
  // The form is longer than a screen: what lies below it must not be seen to move, nor seem near.
  return <Missing what="Backtests can't be begun" asked={[known, all, series]} height="200dvh" />
}

const Back = () => (
  <a className="back" href="/app/backtest/">
    ← All backtests
  </a>
)

/** `/app/backtest/` begins one; `?id=` shows a result, `?id=&against=` two, `?sweep=` a sweep. */
export default function Backtest() {
  const [asked] = useState(() => new URLSearchParams(location.search))
  const [id, against, sweep] = [asked.get("id"), asked.get("against"), asked.get("sweep")]
  return (
    <Frame>
      {id !== null && against !== null ? (
        <>
          <Back />
          <CompareView first={id} second={against} />
        </>
      ) : id !== null ? (
        <>
          <Back />
          <ResultView id={id} />
        </>
      ) : sweep !== null ? (
        <>
          <Back />
          <SweepView id={sweep} />
        </>
      ) : (
        <>
          <h1>Backtest</h1>
          <Begin />
          <BelowScreen height={1_200}>
            <EarlierRuns />
            <AfterPaint>
              <CandleCatalogue />
            </AfterPaint>
          </BelowScreen>
        </>
      )}
    </Frame>
  )
}
