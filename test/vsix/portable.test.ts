import { testPackage } from './testPackage';

testPackage('diffusion-workbench-portable.vsix');
