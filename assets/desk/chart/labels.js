/** Lays words out so that none covers another. */

/** Move `wanted` heights apart to at least `gap`, each as near to where it should be as its neighbours allow. */
export function spread(wanted, gap) {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  const groups = [];
  for (const index of order) {
    groups.push({ members: [index], centre: wanted[index] });
    while (groups.length > 1 && overlap(groups.at(-2), groups.at(-1), gap)) {
      const last = groups.pop();
      const members = [...groups.pop().members, ...last.members];
      const centre = members.reduce((sum, i) => sum + wanted[i], 0) / members.length;
      groups.push({ members, centre });
    }
  }
  const placed = new Array(wanted.length);
  for (const { members, centre } of groups) members.forEach((index, i) => (placed[index] = centre + (i - (members.length - 1) / 2) * gap));
  return placed;
}

const reach = ({ members }, gap) => ((members.length - 1) / 2) * gap;
const overlap = (above, below, gap) => below.centre - reach(below, gap) - (above.centre + reach(above, gap)) < gap - 1e-6;

/** The prices a chart must show at first: entry, stop, and the nearest level on either side of the last price. */
export function mustShow(facts, last) {
  const own = facts.lines.filter(({ id }) => id === "entry" || id === "stop").map(({ price }) => price);
  const levels = facts.levels.map(({ price }) => price);
  const below = Math.max(...levels.filter((price) => price <= last));
  const above = Math.min(...levels.filter((price) => price >= last));
  return [...own, below, above].filter((price) => price > last / 2 && price < last * 2);
}
