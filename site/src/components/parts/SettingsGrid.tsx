import type { SettingLine } from "../../words/setting-lines.ts"

/** Settings with their values, beside each other where there is room. */
export const SettingsGrid = ({ lines }: { lines: ReadonlyArray<SettingLine> }) => (
  <dl className="settings-grid">
    {lines.map(({ path, text, title }) => (
      <div key={path}>
        <dt>{title}</dt>
        <dd className="figure">{text}</dd>
      </div>
    ))}
  </dl>
)
