import { safeName } from '../../files/safeName';
import { stemOf } from './pictureNames';

/** Gives each picture of a folder a name of its own, on every system, that is as near to the old one as can be. */
export class Names {
  private readonly taken = new Set<string>();

  /** A stem for the file that is made of a picture with this name. */
  stemFor(name: string): string {
    // The trainer also looks for a caption of a stem that is cut at its underscores; and Windows knows no end in a dot.
    const stem = safeName(stemOf(name), 'picture');
    for (let count = 1; ; count++) {
      const tried = count === 1 ? stem : `${stem}-${count}`;
      const key = tried.normalize('NFC').toLowerCase();
      if (this.taken.has(key)) continue;
      this.taken.add(key);
      return tried;
    }
  }
}
