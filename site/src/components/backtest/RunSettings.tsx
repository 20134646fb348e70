import { useQuery } from "@tanstack/react-query"
import { strategies } from "../../client/queries.ts"
import { settingLines } from "../../words/setting-lines.ts"
import { SettingsGrid } from "../parts/SettingsGrid.tsx"
import { costLines, type Run } from "./run-lines.ts"

/** The settings and the costs of a run. */
export const RunSettings = ({ run }: { run: Run }) => {
  const { data } = useQuery(strategies)
  const fields = data?.find(({ strategy }) => strategy === run.settings._tag)?.fields ?? []
  return (
    <section className="panel" aria-labelledby="run-with-title" data-testid="run-with">
      <header>
        <h2 id="run-with-title">Settings and costs</h2>
      </header>
      <div className="inside stack">
        <SettingsGrid lines={settingLines(fields, run.settings, run.instrument)} />
        <SettingsGrid lines={costLines(run)} />
      </div>
    </section>
  )
}
