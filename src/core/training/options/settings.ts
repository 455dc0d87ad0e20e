/** A value as the trainer's `--config_file` takes it. */
export type SettingValue = boolean | number | string | readonly (boolean | number | string)[];

/** The options of a trainer by their own names. */
export type Settings = Readonly<Record<string, SettingValue>>;

/** Asks for options with the trainer's own idea of them: what is not set has the default of the trainer. */
export interface SettingsView {
  has: (option: string) => boolean;
  /** Whether a switch is on. */
  on: (option: string) => boolean;
  number: (option: string) => number | undefined;
  text: (option: string) => string | undefined;
  /** The texts of a list; none where it is not set or no list. */
  list: (option: string) => readonly string[];
}

/** The settings as the rules look at them, with the defaults of sd-scripts that rules depend on. */
export function viewSettings(
  settings: Settings,
  defaults: (option: string) => SettingValue | undefined,
): SettingsView {
  const get = (option: string) => (Object.hasOwn(settings, option) ? settings[option] : defaults(option));
  return {
    has: (option) => Object.hasOwn(settings, option),
    on: (option) => {
      const value = get(option);
      return value !== undefined && value !== false && value !== 0 && value !== '';
    },
    number: (option) => {
      const value = get(option);
      return typeof value === 'number' ? value : undefined;
    },
    text: (option) => {
      const value = get(option);
      return typeof value === 'string' && value !== '' ? value : undefined;
    },
    list: (option) => {
      const value = get(option);
      return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
    },
  };
}
