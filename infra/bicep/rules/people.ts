import { of } from "../snapshot.ts"
import { having } from "./having.ts"
import { changed } from "./mutants.ts"
import { every, only, type Rule, type Rules } from "./rule.ts"

const METRIC = "Microsoft.Insights/metricAlerts"
const LOG = "Microsoft.Insights/scheduledQueryRules"
const HEALTH = "Microsoft.Insights/activityLogAlerts"
const PEOPLE = "Microsoft.Insights/actionGroups"

/** An alert that is on, is about what is there, and is told to people. */
const reaches = (kind: typeof METRIC | typeof LOG, groupsOf: (properties: Told) => ReadonlyArray<string>): Rule =>
  every(
    kind,
    ({ properties }, snapshot) =>
      properties.enabled &&
      properties.scopes.length === 1 &&
      snapshot.predictedResources.some(({ id }) => id === properties.scopes[0]) &&
      groupsOf(properties).join() ===
        of(snapshot, PEOPLE)
          .map(({ id }) => id)
          .join(),
    {
      "one is off": changed(kind, ({ properties }) => (properties.enabled = false)),
      "one is told to nobody": changed(
        kind,
        ({ properties }) => (properties.actions = Array.isArray(properties.actions) ? [] : { actionGroups: [] })
      ),
      "one looks at what isn't there": changed(
        kind,
        ({ properties }) => (properties.scopes = [`${properties.scopes[0]}2`])
      )
    }
  )

interface Told {
  readonly actions: ReadonlyArray<{ readonly actionGroupId: string }> | { readonly actionGroups: ReadonlyArray<string> }
}
const groups = ({ actions }: Told) =>
  "actionGroups" in actions ? actions.actionGroups : actions.map(({ actionGroupId }) => actionGroupId)

/** Who hears of an alert, and what they read. */
export const people: Rules = {
  "an alert on a metric reaches people": reaches(METRIC, groups),
  "an alert on logs reaches people": only(having.production, reaches(LOG, groups)),
  "an alert is named by its severity": every(
    METRIC,
    ({ name, properties }) => name.startsWith(`sev${properties.severity}-`) && properties.description.length > 20,
    {
      "it isn't": changed(METRIC, ({ properties }) => (properties.severity = 4)),
      "it doesn't say what to do": changed(METRIC, ({ properties }) => (properties.description = ""))
    }
  ),
  "an alert on logs is named by its severity": only(
    having.production,
    every(
      LOG,
      ({ name, properties }) => name.startsWith(`sev${properties.severity}-`) && properties.description.length > 20,
      {
        "it isn't": changed(LOG, ({ properties }) => (properties.severity = 4), "sev1"),
        "it doesn't say what to do": changed(LOG, ({ properties }) => (properties.description = ""))
      }
    )
  ),
  "people hear when Azure itself is ill": every(
    HEALTH,
    ({ properties }, snapshot) =>
      properties.enabled &&
      properties.condition.allOf.map(({ equals, field }) => `${field} ${equals}`).join() === "category ServiceHealth" &&
      properties.scopes.every((scope) => /^\/subscriptions\/[^/]+$/.test(scope)) &&
      properties.actions.actionGroups.map(({ actionGroupId }) => actionGroupId).join() ===
        of(snapshot, PEOPLE)
          .map(({ id }) => id)
          .join(),
    {
      "it is off": changed(HEALTH, ({ properties }) => (properties.enabled = false)),
      "it is told to nobody": changed(HEALTH, ({ properties }) => (properties.actions.actionGroups = [])),
      "it hears of other things": changed(HEALTH, ({ properties }) => {
        for (const each of properties.condition.allOf) each.equals = "Administrative"
      })
    }
  ),
  "people have addresses": every(
    PEOPLE,
    ({ properties }) =>
      properties.enabled &&
      properties.emailReceivers.length > 0 &&
      properties.emailReceivers.every(({ emailAddress }) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(emailAddress)),
    {
      "nobody does": changed(PEOPLE, ({ properties }) => (properties.emailReceivers = [])),
      "they are off": changed(PEOPLE, ({ properties }) => (properties.enabled = false))
    }
  )
}
