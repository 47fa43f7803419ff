const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export function dayOf(at: number): string {
  return new Date(at).toDateString();
}

export function dayName(at: number): string {
  const now = new Date();
  if (dayOf(at) === now.toDateString()) return "Today";
  now.setDate(now.getDate() - 1);
  return dayOf(at) === now.toDateString() ? "Yesterday" : day.format(at);
}

export function timeOf(at: number): string {
  return time.format(at);
}
