import { DatasetPictures } from '../core/media/datasetPictures';

/** Runs work with threads that read pictures, and ends them. */
export async function withPictures<T>(work: (pictures: DatasetPictures) => Promise<T>): Promise<T> {
  const pictures = new DatasetPictures({ workerFolder: __dirname });
  try {
    return await work(pictures);
  } finally {
    await pictures.close();
  }
}
